import { expect, test } from 'bun:test'
import { printedSeed } from '../support/random.ts'
import { shortForm } from './fault.ts'
import { run } from './kill-nine.ts'

test('kill -9: no reader misses anything, nothing comes twice, and nothing is paid for twice', async () => {
  const { figures } = await run(shortForm(printedSeed('kill -9')))
  expect(figures.kills).toBe(3)
  expect(Number(figures.continued)).toBeGreaterThan(0)
}, 90_000)
