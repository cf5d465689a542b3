import { expect, test } from 'bun:test'
import { shortForm } from './fault.ts'
import { run } from './readers-crowd.ts'

test('hundreds of readers of fifty runs have each document whole, whoever is stuck beside them', async () => {
  const { figures } = await run(shortForm(0))
  expect(figures['complete and checked']).toBe(250)
}, 90_000)
