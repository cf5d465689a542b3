import { accessSync, constants, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { announce } from './announce.ts'
import { createApp } from './app.ts'
import { openAssets } from './assets.ts'
import { Keys } from './keys.ts'
import { createDemo } from './models/demo.ts'
import { createOpenAi } from './models/openai.ts'
import type { Provider } from './models/provider.ts'
import type { Parts } from './parts.ts'
import { Conductor } from './runs/conductor.ts'
import { LogJournal } from './runs/log-journal.ts'
import { Owners } from './runs/owners.ts'
import { newRunId } from './runs/run.ts'
import { keptSecret } from './secrets.ts'
import { DEFAULT_BASE_URL, type Settings } from './settings.ts'
import { Signals } from './signals.ts'
import { Store, StoreTooNew } from './store/database.ts'
import { RunList } from './store/run-list.ts'
import { Sessions } from './store/sessions.ts'
import { type Logger, openLog } from './telemetry/log.ts'
import { Readiness } from './telemetry/readiness.ts'
import { reportRest } from './telemetry/rest-report.ts'

/** Why the server does not start: a sentence for the operator. */
class CannotStart extends Error {
  override readonly name = 'CannotStart'
}

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))
const clock = () => performance.now()
const now = () => Date.now()
const LAST_BYTES_MS = 500

/** One process: puts the parts together, listens, and drains on SIGTERM or SIGINT. Resolves to the exit code. */
export async function serve(settings: Settings, version: string): Promise<number> {
  const log = openLog(settings.LOG_LEVEL)
  try {
    return await run(settings, version, log)
  } catch (error) {
    if (!(error instanceof CannotStart || error instanceof StoreTooNew)) throw error
    log.fatal(error.message)
    return 1
  }
}

async function run(settings: Settings, version: string, log: Logger): Promise<number> {
  const dataDir = openDataDir(settings.DATA_DIR)
  const store = new Store(`${dataDir}/devussy.sqlite`)
  const owners = new Owners(`${dataDir}/owners`, newRunId(random), clock)
  const runs = new RunList(store)
  const sessions = new Sessions(store, now)
  const journal = new LogJournal({
    folder: `${dataDir}/journal`,
    owner: owners.id,
    holds: () => owners.holds(),
    onDamage: ({ file, line }, run) =>
      log.error({ run, file, line }, 'a journal is damaged and was set aside as *.damaged; other runs are not affected'),
  })
  const provider = openProvider(settings)
  const conductor = new Conductor({
    journal,
    runs,
    provider,
    model: settings.MODEL_DESIGN || settings.MODEL,
    limits: {
      autoContinue: settings.AUTO_CONTINUE,
      lengthContinues: settings.MAX_LENGTH_CONTINUES,
      documentChars: settings.MAX_DOCUMENT_CHARS,
      runs: settings.MAX_RUNS,
    },
    clock,
    now,
    random,
    isAlive: (owner) => owners.isAlive(owner),
    report: (run, rest) => reportRest(log, run, rest),
  })
  const signals = new Signals()
  const stopping = { asked: false }
  const readiness = new Readiness({
    probe: () => journal.probe(),
    heal: () => conductor.heal(),
    isDraining: () => stopping.asked,
    folder: dataDir,
  })
  const ending = new AbortController()
  const parts: Parts = {
    settings,
    version,
    journal,
    conductor,
    runs,
    sessions,
    provider,
    log,
    keys: openKeys(settings, dataDir, log),
    password: settings.UI_PASSWORD === '' ? undefined : new Keys([settings.UI_PASSWORD]),
    readiness,
    ending: ending.signal,
    assets: openAssets(),
    now,
    random,
  }
  const app = await createApp(parts)
  owners.start(() => void conductor.recover())
  try {
    // Without reusePort a port that is taken is an error, and not a silent half of the requests.
    app.listen({ hostname: settings.HOST, port: settings.PORT, reusePort: false, idleTimeout: 60 })
  } catch (error) {
    owners.stop()
    throw new CannotStart(listenFault(error, settings))
  }
  await readiness.start()
  await conductor.recover()
  await announce(parts, app.server?.port ?? settings.PORT)

  await signals.first
  log.info({ liveRuns: conductor.liveRuns }, 'ending: not ready any more, live runs go on to their end')
  stopping.asked = true
  await signals.wait(settings.DRAIN_GRACE)
  await conductor.drain(settings.DRAIN_TIMEOUT, signals.hurry)
  ending.abort()
  readiness.stop()
  // Streams end between two frames now; what is still being sent gets a moment, a reader that does not read no more.
  await Promise.race([app.server?.stop(), Bun.sleep(LAST_BYTES_MS)])
  await journal.close()
  owners.stop()
  store.close()
  signals.stop()
  log.info('ended')
  return 0
}

function openDataDir(path: string): string {
  const folder = resolve(path)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
    return folder
  } catch {
    throw new CannotStart(
      `DATA_DIR: the folder ${folder} cannot be written. Give this user the right to, or name another folder.`,
    )
  }
}

function openProvider(settings: Settings): Provider {
  const real = settings.OPENAI_API_KEY !== '' || settings.OPENAI_BASE_URL !== DEFAULT_BASE_URL
  if ((settings.PROVIDER || (real ? 'openai' : 'demo')) === 'demo')
    return createDemo({ tokensPerSecond: settings.DEMO_TOKENS_PER_SECOND })
  return createOpenAi({
    baseUrl: settings.OPENAI_BASE_URL,
    apiKey: settings.OPENAI_API_KEY,
    firstTokenMs: settings.MODEL_FIRST_TOKEN_TIMEOUT,
    tokenMs: settings.MODEL_TOKEN_TIMEOUT,
    retries: settings.MODEL_RETRIES,
  })
}

/** Nothing is ever open: where no key is set, one is made and kept. */
function openKeys(settings: Settings, dataDir: string, log: Logger): Keys {
  const given = settings.STREAMING_PROXY_KEY.split(',').map((key) => key.trim()).filter(Boolean)
  if (given.length > 0) return new Keys(given)
  const { value, path, made } = keptSecret(dataDir, 'STREAMING_PROXY_KEY')
  log.info({ path }, made ? 'a key for API clients was made' : 'the key for API clients is kept here')
  return new Keys([value])
}

function listenFault(error: unknown, { HOST, PORT }: Settings): string {
  const code = (error as { code?: unknown }).code
  if (code === 'EADDRINUSE') return `PORT: ${HOST}:${PORT} is taken by another program. End it, or set another PORT.`
  if (code === 'EACCES') return `PORT: this user may not listen on ${PORT}. Ports from 1024 on are free to all.`
  return `HOST: ${HOST}:${PORT} cannot be listened on. Name an address of this machine.`
}
