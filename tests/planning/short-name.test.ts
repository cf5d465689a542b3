import { expect, test } from 'bun:test'
import { shortName } from '../../src/planning/short-name.ts'

const NAMES: [idea: string, name: string][] = [
  ['A web app for a hiking club of about 300 people.\n\nMembers plan tours.', 'Web app for a hiking club'],
  ['Remind me to water my plants.', 'Remind me to water my plants'],
  ['I want to build a CLI that renames photos by their date.', 'CLI that renames photos by their date'],
  ['Please build me an app, quickly', 'App'],
  ["We'd like a tool for Node.js logs", 'Tool for Node.js logs'],
  ['Create a REST API: users, orders', 'REST API'],
  ['## Photo *sorter*\n\nIt sorts.', 'Photo sorter'],
  ['\n\n- first point\n- second', 'First point'],
  ['Eine App, die Pflanzen gießt', 'App'],
  ['Ich möchte eine Einkaufsliste für die Familie', 'Einkaufsliste für die Familie'],
  ['植物の水やりを記録するアプリ。通知も送る。', '植物の水やりを記録するアプリ'],
  ['todo', 'Todo'],
  ['a', 'A'],
  ['build', 'Build'],
  ['🌱🌱🌱', ''],
  [' \n ...', ''],
  ['', ''],
]
test.each(NAMES)('%j is called %j', (idea, name) => {
  expect(shortName(idea)).toBe(name)
})

test('whatever the idea, the name is one short line', () => {
  for (const idea of [
    'word'.repeat(9000),
    'a '.repeat(9000),
    '\u{1F331}x'.repeat(9000),
    '<'.repeat(9000),
    '漢'.repeat(9000),
  ]) {
    const name = shortName(idea)
    expect([...name].length).toBeLessThanOrEqual(48)
    expect(name).not.toMatch(/[\r\n<>]/)
    expect(name.isWellFormed()).toBe(true)
  }
})
