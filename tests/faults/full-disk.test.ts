import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { BRIEF } from '../support/app.ts'
import { numbersOf, oneTo, readEvents, textOf } from '../support/events.ts'
import { type ModelServer, startModelServer } from '../support/model-server.ts'
import {
  removeFolder,
  runCommand,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from '../support/server-process.ts'
import { SmallDisk } from '../support/small-disk.ts'

/** A file system of its own, small enough to be really full. Needs the right to mount; told where it is not there. */
function mountSmall(): string | undefined {
  const folder = temporaryFolder()
  const { exitCode } = Bun.spawnSync(['mount', '-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder])
  if (exitCode === 0) return folder
  console.log('full disk: not tried, this user may not mount a file system')
  removeFolder(folder)
  return undefined
}

/** Takes the last byte there is. */
function fill(folder: string): void {
  const fd = openSync(`${folder}/filler`, 'a')
  for (let size = 65_536; size >= 1; ) {
    try {
      if (writeSync(fd, Buffer.alloc(size)) < size) size = Math.floor(size / 2)
    } catch {
      size = Math.floor(size / 2)
    }
  }
  closeSync(fd)
}

const folder = mountSmall()

describe.skipIf(folder === undefined)('a full disk', () => {
  let model: ModelServer
  let server: ServerProcess
  beforeAll(async () => {
    model = await startModelServer()
    server = await startServer({ OPENAI_BASE_URL: model.url, MODEL: 'scripted', MODEL_RETRIES: '0' }, folder)
  })
  afterAll(async () => {
    await server.end('SIGKILL')
    await model.stop()
    Bun.spawnSync(['umount', folder ?? ''])
    removeFolder(folder ?? '')
  })

  const post = () =>
    server.api('/api/design/stream', {
      method: 'POST',
      body: JSON.stringify(BRIEF),
      headers: { 'content-type': 'application/json' },
    })

  const untilReady = async (ready: boolean) => {
    let answer = await server.api('/readyz')
    while (answer.ok !== ready) answer = await server.api('/readyz')
    return (await answer.json()) as { journal: string; disk: string }
  }

  test('nobody loses what they have seen, the model is stopped, and it heals without a restart', async () => {
    // The server's own trial bytes give room back for a moment, so the disk is filled again at each token.
    const lines = function* () {
      yield 'First.\n\n'
      for (let line = 0; ; line += 1) yield `Line ${line} that fills the page. `
    }
    const arrived = model.next({ deltas: lines(), paceMs: 5 })
    const seen = await readEvents(await post(), ({ type }) => {
      if (type === 'token') fill(folder ?? '')
      return false
    })
    expect(seen.at(-1)).toMatchObject({
      type: 'interrupted',
      data: { code: 'storage_full', message: expect.stringContaining('disk is full') },
    })
    await (await arrived).closed
    const id = seen[0]?.data.run?.id ?? ''
    const state = await untilReady(false)
    expect([state.journal, state.disk].join()).toContain('full')

    const refused = await post()
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({ code: 'storage_full' })
    expect(model.requests).toHaveLength(1)
    // Reading goes on as if nothing were.
    const again = (await (await server.api(`/api/runs/${id}`)).json()) as {
      text: string
      run: { status: string }
    }
    expect(again.text).toBe(textOf(seen))
    expect(again.run.status).toBe('interrupted')

    rmSync(`${folder}/filler`)
    await untilReady(true)
    model.next({ deltas: ['Second.\n'] })
    expect((await server.api(`/api/runs/${id}/continue`, { method: 'POST' })).status).toBe(202)
    const last = Math.max(...numbersOf(seen))
    const rest = await readEvents(await server.api(`/api/runs/${id}/events?after=${last}`))
    expect(rest.at(-1)?.type).toBe('done')
    expect(numbersOf([...seen, ...rest])).toEqual(oneTo(last + rest.length))
    expect(textOf([...seen, ...rest])).toBe('First.\n\nSecond.\n')
    model.next({ deltas: ['Well again.'] })
    expect((await readEvents(await post())).at(-1)?.type).toBe('done')
  }, 30_000)
})

describe('a disk that is full when the server is killed and started again', () => {
  test('five runs keep all that was seen of them; a start on the full disk says so; with room they are written to their end', async () => {
    const disk = SmallDisk.mount(4096)
    if (!disk) return
    const model = await startModelServer()
    const settings = {
      OPENAI_BASE_URL: model.url,
      MODEL: 'scripted',
      MODEL_RETRIES: '0',
      UI_PASSWORD: 'a-password',
    }
    const start = () => startServer(settings, disk.data)
    let server = await start()
    try {
      const post = () =>
        server.api('/api/design/stream', {
          method: 'POST',
          body: JSON.stringify(BRIEF),
          headers: { 'content-type': 'application/json' },
        })
      const lines = function* (run: number) {
        yield `Run ${run}.\n\n`
        for (let line = 0; ; line += 1) yield `Line ${line} of run ${run} fills the page. `
      }
      let tokens = 0
      const readers = [1, 2, 3, 4, 5].map(async (run) => {
        model.next({ deltas: lines(run), paceMs: 5 })
        return readEvents(await post(), ({ type }) => {
          if (type === 'token') tokens += 1
          // Again at each token, since trial bytes give room back for a moment.
          if (tokens > 20) disk.fill()
          return false
        })
      })
      const seen = await Promise.all(readers)
      for (const events of seen)
        expect(events.at(-1)).toMatchObject({ type: 'interrupted', data: { code: 'storage_full' } })
      await server.end('SIGKILL')

      disk.fill()
      const { code, out } = await runCommand([], { ...settings, DATA_DIR: disk.data, PORT: '0' })
      expect([code, out]).toEqual([1, expect.stringContaining('is full. Make room')])

      disk.makeRoom()
      for (const _ of seen) model.next({ deltas: ['The end.\n'] })
      server = await start()
      for (const events of seen) {
        const id = events[0]?.data.run?.id ?? ''
        // Where the pause found no room, the start goes on by itself; else it waits for a person.
        await server.api(`/api/runs/${id}/continue`, { method: 'POST' })
        const all = await readEvents(await server.api(`/api/runs/${id}/events`))
        expect(all.at(-1)?.type).toBe('done')
        expect(numbersOf(all)).toEqual(oneTo(all.length))
        const numbered = events.filter((event) => event.id !== undefined)
        expect(all.slice(0, numbered.length)).toEqual(numbered)
        expect(textOf(all)).toMatch(/^Run \d\.\n\nThe end\.\n$/)
      }
      expect((await runCommand(['check-data', disk.data], {})).code).toBe(0)
    } finally {
      await server.end('SIGKILL')
      await model.stop()
      disk.unmount()
    }
  }, 60_000)
})
