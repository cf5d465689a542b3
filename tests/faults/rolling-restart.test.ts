import { expect, test } from 'bun:test'
import { printedSeed } from '../support/random.ts'
import { shortForm } from './fault.ts'
import { run } from './rolling-restart.ts'

test('rolling restarts: no start is refused, no stream cut short, nothing lost or doubled', async () => {
  const { figures } = await run(shortForm(printedSeed('rolling restarts')))
  expect(figures).toMatchObject({ restarts: 3, 'starts refused': 0, 'streams cut short': 0 })
  expect(Number(figures.documents)).toBeGreaterThan(6)
}, 90_000)
