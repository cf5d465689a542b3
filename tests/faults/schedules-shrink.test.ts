import { expect, test } from 'bun:test'
import { between, printedSeed, seeded } from '../support/random.ts'
import { shrink } from './schedules-shrink.ts'

test('leaves just the steps without which it does not fail, wherever they stand', async () => {
  const random = seeded(printedSeed('shrinking'))
  for (let round = 0; round < 200; round += 1) {
    const steps = Array.from({ length: between(random, 1, 60) }, (_, no) => no)
    const needed = steps.filter(() => random() < 0.1)
    const short = await shrink(steps, async (some) => needed.every((step) => some.includes(step)))
    expect(short).toEqual(needed)
  }
})
