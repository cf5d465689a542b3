import { expect, test } from 'bun:test'
import { hasNginx } from '../support/nginx.ts'
import { SmallDisk } from '../support/small-disk.ts'
import { shortForm } from './fault.ts'
import { run } from './matrix.ts'

/** Cells that cannot be tried on this machine; `run` says which. */
function missing(): number {
  const disk = SmallDisk.mount(1024)
  disk?.unmount()
  const transports = hasNginx() ? 2 : 1
  return 96 - transports * (disk ? 48 : 44)
}

test('whatever breaks, and whenever, every reader has the whole document or a named end', async () => {
  const { figures } = await run(shortForm(0))
  expect(figures.held).toBe(96 - missing())
}, 120_000)
