import { expect, test } from 'bun:test'
import { printedSeed } from '../support/random.ts'
import { shortForm } from './fault.ts'
import { run } from './readers.ts'

test('readers that have left, at whatever byte, leave nothing behind', async () => {
  const { figures } = await run(shortForm(printedSeed('readers')))
  expect(figures.readers).toBe(600)
}, 90_000)
