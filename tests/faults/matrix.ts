import { type ModelServer, startModelServer } from '../support/model-server.ts'
import { hasNginx, NO_NGINX, startNginx } from '../support/nginx.ts'
import { removeFolder, startServer, temporaryFolder } from '../support/server-process.ts'
import { SmallDisk } from '../support/small-disk.ts'
import type { FaultOptions, FaultResult } from './fault.ts'
import { Cell, direct, type Transport } from './matrix-cell.ts'
import { MOMENTS, type Moment } from './matrix-document.ts'
import { FAULTS, type Host } from './matrix-faults.ts'

const SETTINGS: Record<Host, Record<string, string>> = {
  plain: {},
  // Far above what a busy machine needs for an answer, far below what a test may take.
  impatient: { MODEL_FIRST_TOKEN_TIMEOUT: '4s', MODEL_TOKEN_TIMEOUT: '4s' },
  killed: {},
  drained: { DRAIN_GRACE: '1ms', DRAIN_TIMEOUT: '100ms' },
  full: {},
}

const DISK_KB = 3 * 1024
const LIMIT_MS = 60_000

interface Stage {
  cells: Cell[]
  /** Does the fault to the server once all cells stand at their moment. */
  strike(): Promise<void>
  end(): Promise<void>
}

/** 12 faults at 4 moments over 2 transports. Throws with every cell that did not hold. */
export async function run({ say }: FaultOptions): Promise<FaultResult> {
  const nginx = hasNginx()
  const transports: Transport[] = nginx ? ['plain', 'nginx'] : ['plain']
  if (!nginx) say(`matrix: not tried through nginx: ${NO_NGINX}`)
  const model = await startModelServer()
  const hosts: Host[] = ['plain', 'impatient', 'killed', 'drained', 'full']
  const startedAt = performance.now()
  const opened = await Promise.allSettled(hosts.map((host) => openStage(host, transports, model, say)))
  const stages = opened.flatMap((stage) => (stage.status === 'fulfilled' ? [stage.value] : []))
  const closed = opened.find((stage) => stage.status === 'rejected')
  if (closed) {
    await Promise.all(stages.map((stage) => stage.end()))
    throw closed.reason
  }
  const cells = stages.flatMap((stage) => stage.cells)
  direct(model, cells)
  const failures: string[] = []
  try {
    await Promise.all(
      stages.map(async (stage) => {
        const played = stage.cells.map((cell) =>
          outcome(cell).then((fault) => void (fault && failures.push(fault))),
        )
        await Promise.race([Promise.all(played), stage.strike()])
        await Promise.all(played)
      }),
    )
  } finally {
    await Promise.all(stages.map((stage) => stage.end()))
    await model.stop()
  }
  for (const cell of cells) say(`${cell.name}: ${cell.reader.trail.join(', ')}`)
  if (failures.length > 0) throw new Error(`${failures.length} cells do not hold:\n${failures.join('\n')}`)
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  return {
    name: 'matrix',
    figures: { cells: cells.length, held: cells.length, through: transports.join(' and '), seconds },
  }
}

async function outcome(cell: Cell): Promise<string | undefined> {
  const late = Promise.withResolvers<string>()
  const timer = setTimeout(
    () => late.resolve(`no end after ${LIMIT_MS / 1000} s; it saw ${cell.reader.trail.join(', ')}`),
    LIMIT_MS,
  )
  const fault = await Promise.race([faultOf(cell), late.promise])
  clearTimeout(timer)
  return fault && `${cell.name}: ${fault}`
}

/** What did not hold, in words. */
async function faultOf(cell: Cell): Promise<string | undefined> {
  try {
    await cell.play()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function openStage(
  host: Host,
  transports: Transport[],
  model: ModelServer,
  say: (line: string) => void,
): Promise<Stage> {
  const disk = host === 'full' ? SmallDisk.mount(DISK_KB) : undefined
  if (host === 'full' && !disk) {
    say('matrix: a full disk was not tried: this user may not mount a file system')
    return { cells: [], strike: async () => {}, end: async () => {} }
  }
  const dataDir = disk?.data ?? temporaryFolder()
  const settings = {
    OPENAI_BASE_URL: model.url,
    MODEL: 'scripted',
    MODEL_RETRIES: '1',
    MAX_RUNS_PER_CLIENT: '100',
    MAX_READERS_PER_CLIENT: '1000',
    LOG_LEVEL: 'info',
    ...SETTINGS[host],
  }
  let server = await startServer(settings, dataDir)
  const { address } = server
  // The next process stands where the one before stood, so that nginx and readers find it.
  const again = { ...settings, PORT: new URL(address).port }
  const nginx = transports.includes('nginx')
    ? await startNginx([address]).catch(async (error: unknown) => {
        await server.end('SIGKILL')
        throw error
      })
    : undefined
  const cells = FAULTS.filter((fault) => fault.host === host).flatMap((fault) =>
    (Object.keys(MOMENTS) as Moment[]).flatMap((moment) =>
      transports.map((transport) => {
        const at = transport === 'nginx' ? (nginx?.address ?? '') : address
        return new Cell(fault, moment, transport, () => at)
      }),
    ),
  )

  async function strike(): Promise<void> {
    if (!['killed', 'drained', 'full'].includes(host)) return
    await Promise.all(cells.map((cell) => cell.there))
    if (disk) {
      await fillUp(disk, server.api)
      for (const cell of cells) cell.goOn()
      await untilAll(() => cells.every((cell) => cell.reader.trail.some((word) => word.startsWith('interr'))))
      disk.makeRoom()
      for (const cell of cells) cell.heal()
    } else {
      await server.end(host === 'killed' ? 'SIGKILL' : 'SIGTERM')
      server = await startServer(again, dataDir)
    }
  }

  return {
    cells,
    strike,
    async end() {
      await server.end('SIGKILL')
      await nginx?.stop()
      if (disk) disk.unmount()
      else removeFolder(dataDir)
    },
  }
}

/** The server's own trial bytes give room back for a moment: full is when it has said so, and was filled once more. */
async function fillUp(disk: SmallDisk, api: (path: string) => Promise<Response>): Promise<void> {
  disk.fill()
  await untilAll(async () => {
    const { ok } = await api('/readyz')
    return !ok
  })
  disk.fill()
}

async function untilAll(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await Bun.sleep(10)
}
