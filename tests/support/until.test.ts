import { expect, test } from 'bun:test'
import { until } from './runs.ts'

let asked = 0

test('a test that waits in vain asks again and again', async () => {
  void until(() => {
    asked += 1
    return false
  })
  await until(() => asked > 10)
})

test('and asks no more once it is over: what follows has the machine for itself', async () => {
  const before = asked
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(asked - before).toBeLessThanOrEqual(1)
})
