import { expect, spyOn, test } from 'bun:test'
import { foldRun } from '../../src/runs/fold.ts'
import { makeWorld } from '../support/run-world.ts'
import { until } from '../support/runs.ts'

test.each([1, 0])(
  'law 6: a take-over waits for no lock that the old owner may hold (AUTO_CONTINUE=%i)',
  async (autoContinue) => {
    const { provider, boot, runs } = makeWorld()
    const before = boot({ autoContinue })
    const ids = [await before.start(), await before.start()]
    for (const id of ids) {
      ;(await provider.asked()).text('one\n\n')
      await until(async () => (await foldRun(before.journal, id)).text !== '')
    }
    before.crash()
    // The old owner froze in the middle of a transaction: the list is never written again.
    const list = spyOn(runs, 'update').mockImplementation(() => new Promise(() => {}))
    const after = boot({ autoContinue })
    expect(await after.conductor.recover()).toBe(2)
    for (const id of ids) expect((await after.journal.state(id)).owner).toBe(after.owner)
    list.mockRestore()
  },
)
