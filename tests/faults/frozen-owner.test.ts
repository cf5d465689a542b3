import { expect, test } from 'bun:test'
import { printedSeed } from '../support/random.ts'
import { shortForm } from './fault.ts'
import { run } from './frozen-owner.ts'

test('a frozen owner: the other takes over whatever it held, and nothing that it writes when it wakes counts', async () => {
  const { figures } = await run(shortForm(printedSeed('frozen owner')))
  expect(figures.freezes).toBe(2)
  expect(Number(figures['runs taken over'])).toBeGreaterThan(0)
}, 90_000)
