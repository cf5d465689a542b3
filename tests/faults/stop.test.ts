import { expect, test } from 'bun:test'
import { printedSeed } from '../support/random.ts'
import { shortForm } from './fault.ts'
import { run } from './stop.ts'

test("Stop closes the model's connection, whatever the model does just then", async () => {
  const { figures } = await run(shortForm(printedSeed('stop')))
  expect(figures.stopped).toBe(20)
}, 60_000)
