import { readdirSync, rmSync, statSync } from 'node:fs'
import { Keys } from '../keys.ts'
import { createDemo } from '../models/demo.ts'
import type { Parts } from '../parts.ts'
import { Conductor, type ConductorOptions } from '../runs/conductor.ts'
import { LogJournal } from '../runs/log-journal.ts'
import { Readers } from '../runs/readers.ts'
import { keptSecret } from '../secrets.ts'
import { Store } from '../store/database.ts'
import { RehearsedList } from '../store/rehearsed-list.ts'
import { SMOKE_KEY } from './smoke-key.ts'

/** The demo model writes about 900 batches in a second and a bit; the pause before shows whether the stream is held back. */
const PACE = { tokensPerSecond: 2000, firstTokenMs: 200 }
const AT_ONCE = 4
/** What a smoke test that died has left. Milliseconds. */
const LEFT_MS = 10 * 60_000

export interface SmokeWorldOptions {
  dataDir: string
  owner: string
  /** What smoke tests share with everybody. */
  parts: Omit<Parts, 'smoke'>
  limits: ConductorOptions['limits']
  clock(): number
}

/**
 * What smoke tests see of the server: runs of their own, in a folder of their own, written by the demo model. They take
 * nobody's place, are in no list, and no other key leads to them, nor theirs to anything else.
 */
export class SmokeWorld {
  private readonly keys: Keys
  private readonly folder: string
  private opened: { parts: Parts; close(): Promise<void> } | undefined

  /** Throws what the disk says where the key is to be made. */
  constructor(private readonly options: SmokeWorldOptions) {
    this.keys = new Keys([keptSecret(options.dataDir, SMOKE_KEY).value])
    this.folder = `${options.dataDir}/smoke`
  }

  /** Whether a smoke test asks. */
  admits(request: Request): boolean {
    const given = request.headers.get('x-streaming-proxy-key')?.trim()
    return given !== undefined && this.keys.has(given)
  }

  /** Opened when it is needed, which is once in a process's life mostly. Throws StorageError. */
  get parts(): Parts {
    this.opened ??= this.open()
    return this.opened.parts
  }

  /** Removes what smoke tests have left that died. */
  tidy(): void {
    for (const name of namesIn(this.folder)) {
      const path = `${this.folder}/${name}`
      const { mtimeMs = Number.POSITIVE_INFINITY } = statSync(path, { throwIfNoEntry: false }) ?? {}
      if (mtimeMs < this.options.parts.now() - LEFT_MS) rmSync(path, { force: true })
    }
  }

  async close(): Promise<void> {
    await this.opened?.close()
  }

  private open(): { parts: Parts; close(): Promise<void> } {
    const { parts, owner, limits, clock } = this.options
    const { now, random, log } = parts
    const journal = new LogJournal({
      folder: this.folder,
      owner,
      onDamage: ({ file }) => log.error({ file }, 'the journal of a smoke test is damaged'),
    })
    const store = new Store(':memory:')
    const runs = new RehearsedList(store, parts.runs)
    const readers = new Readers({ perClient: AT_ONCE, clock })
    const provider = createDemo(PACE)
    const conductor = new Conductor({
      journal,
      runs,
      readers,
      provider,
      model: () => '',
      limits: { ...limits, runs: AT_ONCE, runsPerClient: AT_ONCE, abandonAfterMs: 0 },
      clock,
      now,
      random,
      // Nobody goes on with a smoke test whose process is gone.
      isAlive: () => true,
      report: (run, rest) => {
        if (rest.kind === 'crashed') log.error({ run: run.id, err: rest.error }, 'a smoke test crashed')
      },
    })
    const own: Parts = {
      ...parts,
      journal,
      runs,
      readers,
      provider,
      conductor,
      keys: this.keys,
      smoke: undefined,
    }
    const close = async () => {
      await conductor.drain(0, AbortSignal.abort())
      await journal.close()
      store.close()
    }
    return { parts: own, close }
  }
}

/** What the request is about: the server's runs, or those of smoke tests. */
export const worldOf = (parts: Parts, request: Request): Parts =>
  parts.smoke?.admits(request) ? parts.smoke.parts : parts

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.log'))
  } catch {
    return []
  }
}
