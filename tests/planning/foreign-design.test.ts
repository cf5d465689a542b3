import { describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { parseDesign } from '../../src/planning/design.ts'
import { takeApart } from '../../src/planning/foreign-design.ts'
import { lintDocument } from '../../src/planning/lint.ts'
import { forSeeds, hostileText } from './random-text.ts'

const folder = `${import.meta.dir}/fixtures`
const read = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8')
const namesIn = (place: string): string[] =>
  readdirSync(`${folder}/${place}`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${place}/${name}`)

/** How many requirements a person finds stated, and the first words of the first. */
const OTHERS: Record<string, [requirements: number, first: string]> = {
  'lint/others/asyncapi-migration.md': [2, 'Because the $ids changes, so must the references'],
  'lint/others/fantasy-land.md': [96, 'An algebra is a set of values'],
  'lint/others/htmx-extensions.md': [0, ''],
  'lint/others/pino-redaction.md': [1, 'The redact option is intended'],
  'lint/others/pino-support.md': [0, ''],
  'lint/others/pino-transports.md': [1, 'When using targets, Pino routes records'],
  'lint/others/playwright-gallery.md': [0, ''],
  'lint/others/standard-schema.md': [0, ''],
  'lint/others/toon-spec.md': [110, 'Line: A sequence of non-newline characters.'],
  'lint/others/toon-versioning.md': [2, 'Adding new MUST requirements'],
}

/** The text with ids, with what was put in taken out again. */
function withoutIds(text: string): string {
  const { withIds, insertions } = takeApart(text)
  let rest = withIds ?? text
  for (const { at, text: piece } of insertions) {
    expect(rest.slice(at, at + piece.length)).toBe(piece)
    rest = rest.slice(0, at) + rest.slice(at + piece.length)
  }
  return rest
}

describe('a document that others wrote', () => {
  test('is one of those that are counted here', () => {
    expect(namesIn('lint/others').sort()).toEqual(Object.keys(OTHERS).sort())
  })

  test.each(Object.entries(OTHERS))('is taken apart into what it requires: %s', (name, [count, first]) => {
    const { design, withIds, remarks, title, brief } = takeApart(read(name))
    expect(design.requirements.length).toBe(count)
    expect(design.requirements[0]?.text ?? '').toStartWith(first)
    expect(design.requirements.map(({ id }) => id)).toEqual(
      Array.from({ length: count }, (_, at) => `R-${at + 1}`),
    )
    expect(withIds !== undefined).toBe(count > 0)
    expect(remarks.join('\n')).toContain(count > 0 ? `R-1` : 'No requirement could be read')
    expect(title.length).toBeGreaterThan(5)
    expect(brief.length).toBeGreaterThan(40)
    expect(withoutIds(read(name))).toBe(read(name))
  })

  test('is linted like any other', () => {
    const { withIds } = takeApart(read('lint/others/toon-spec.md'))
    expect(lintDocument('design', withIds ?? '').length).toBeGreaterThan(0)
  })
})

describe('a document in the form of another tool', () => {
  test('of OpenSpec gets ids at its requirements’ headings, with its scenarios below them', () => {
    const { design, withIds, title, brief } = takeApart(read('foreign/openspec.md'))
    expect(withIds).toContain('\n### R-1: Requirement: Keep each watering\n')
    expect(withIds).toContain('\n### R-2: Requirement: Work without a network\n')
    expect(design.requirements.map(({ id }) => id)).toEqual(['R-1', 'R-2'])
    expect(design.requirements[0]?.text).toContain('WHEN a person logs a watering')
    expect([title, brief]).toEqual([
      'plant-log Specification',
      'Keeps what plants were given, and when, on the device of whoever gave it.',
    ])
  })

  test('of Kiro has its numbers as ids, and no second version', () => {
    const { design, withIds, brief } = takeApart(read('foreign/kiro.md'))
    expect(withIds).toBeUndefined()
    expect(design.requirements.map(({ id }) => id)).toEqual(['R-1', 'R-2'])
    expect(design.requirements[1]?.text).toContain('WHILE a plant is dry THE SYSTEM SHALL show it first')
    expect(brief).toBe('Plant owners keep a diary of what they water.')
  })

  test('of Spec Kit has its FR ids, and no second version', () => {
    const { design, withIds, title } = takeApart(read('foreign/spec-kit.md'))
    expect(withIds).toBeUndefined()
    expect(design.requirements.map(({ id, text }) => `${id} ${text}`)).toEqual([
      'FR-1 System MUST keep the time of each watering',
      'FR-2 System MUST work without a network',
    ])
    expect(title).toBe('Plant diary')
  })

  test('of no tool gets ids where it says what must hold, in sentences, lists and tables, and none in code', () => {
    const { withIds, remarks } = takeApart(read('foreign/prose.md'))
    expect(withIds).toBe(
      read('foreign/prose.md')
        .replace('The diary must', 'R-1: The diary must')
        .replace('Entries must', 'R-2: Entries must')
        .replace('Lists must', 'R-3: Lists must'),
    )
    expect(remarks[0]).toBe('Its 3 requirements have got ids, in a second version; nothing else was changed.')
  })
})

describe('what could not be read', () => {
  test('is said, never passed over in silence', () => {
    expect(takeApart('').remarks).toEqual(['The text is empty.'])
    expect(takeApart('Just a thought.').remarks).toEqual([
      'No requirement could be read: nothing in it says what must hold, in words or in a form that is known here.',
    ])
    const { remarks } = takeApart(
      '# A\n\n## Requirements\n\n- **R-1**: Users can sign in.\n\n## Notes\n\nPasswords must be hashed.\n',
    )
    expect(remarks).toContain(
      'Outside of its requirements it says what must hold, and that is not read as one: “Passwords must be hashed.”.',
    )
  })

  test('names the points of a list that were not taken beside those that were, and not what stands below one', () => {
    const { remarks } = takeApart(
      '# Shop\n\n## Features\n\n- Users can log in\n  - by mail\n- Users must pay\n\n## Later\n\n- A mail\n',
    )
    expect(remarks.at(-1)).toBe(
      'Points beside its requirements do not say what must hold, and were not taken for ones: “Users can log in”.',
    )
  })

  test('leaves numbers alone that the text uses for something', () => {
    const { design } = takeApart(
      '# A\n\nAs R-7 of the old plan asks, logs must be kept.\n\nThey must be read by nobody.\n',
    )
    expect(design.requirements.map(({ id }) => id)).toEqual(['R-8', 'R-9'])
  })
})

describe('any text', () => {
  test('is taken apart without a byte lost, and what got an id is read by it', async () => {
    await forSeeds(400, (random) => {
      const text = hostileText(random, 60)
      const { withIds, insertions, design, brief, title } = takeApart(text)
      expect(withoutIds(text)).toBe(text)
      if (withIds !== undefined) expect(parseDesign(withIds).requirements.length).toBe(insertions.length)
      expect(design.markdown).toBe(withIds ?? text)
      expect(brief.length).toBeLessThanOrEqual(8000)
      expect(title).not.toMatch(/[\r\n]/)
    })
  })

  test('with windows’ line ends and a mark at its begin keeps both', () => {
    const text = '\uFEFF# Diary\r\n\r\nIt must work.\r\n\r\n- It must be quick.\r\n'
    expect(takeApart(text).withIds).toBe(
      '\uFEFF# Diary\r\n\r\nR-1: It must work.\r\n\r\n- R-2: It must be quick.\r\n',
    )
  })

  test('of 192 KiB is taken apart within a second', () => {
    for (const line of [
      '- It must hold that x.\n',
      'must '.repeat(5),
      '# Requirement: a\n\nmust\n',
      '| must | R-1 |\n',
    ]) {
      const text = line.repeat((192 * 1024) / line.length)
      const begin = performance.now()
      takeApart(text)
      expect(performance.now() - begin).toBeLessThan(2000)
    }
  })
})
