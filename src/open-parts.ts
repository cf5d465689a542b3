import { accessSync, constants, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { openAssets } from './assets.ts'
import { Keys } from './keys.ts'
import { createDemo } from './models/demo.ts'
import { createOpenAi } from './models/openai.ts'
import type { Provider } from './models/provider.ts'
import type { Parts } from './parts.ts'
import { Conductor } from './runs/conductor.ts'
import { LogJournal } from './runs/log-journal.ts'
import { Owners } from './runs/owners.ts'
import { Readers } from './runs/readers.ts'
import { newRunId } from './runs/run.ts'
import { WatchMarks } from './runs/watch-marks.ts'
import { keptSecret } from './secrets.ts'
import { DEFAULT_BASE_URL, type Settings } from './settings.ts'
import { Store } from './store/database.ts'
import { RunList } from './store/run-list.ts'
import { Sessions } from './store/sessions.ts'
import type { Logger } from './telemetry/log.ts'
import { Readiness } from './telemetry/readiness.ts'
import { reportRest } from './telemetry/rest-report.ts'

/** Why the server does not start: a sentence for the operator. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart'
}

export interface Surroundings {
  version: string
  log: Logger
  /** Aborted when the process ends. */
  ending: AbortSignal
  isDraining(): boolean
}

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))
const clock = () => performance.now()
const now = () => Date.now()

/**
 * Opens the data directory and puts together what a process is made of; nothing listens and no lease is taken yet.
 * Throws CannotStart, StoreTooNew or StorageError.
 */
export function openParts(settings: Settings, { version, log, ending, isDraining }: Surroundings) {
  const dataDir = openDataDir(settings.DATA_DIR)
  const store = new Store(`${dataDir}/devussy.sqlite`)
  const owners = new Owners(`${dataDir}/owners`, newRunId(random), clock)
  const runs = new RunList(store)
  const journal = new LogJournal({
    folder: `${dataDir}/journal`,
    owner: owners.id,
    onDamage: ({ file, line }, run) =>
      log.error(
        { run, file, line },
        'a journal is damaged and was set aside as *.damaged; other runs are not affected',
      ),
  })
  const readers = new Readers({
    perClient: settings.MAX_READERS_PER_CLIENT,
    clock,
    marks: settings.ABANDON_AFTER > 0 ? new WatchMarks(`${dataDir}/watched`, now) : undefined,
  })
  const provider = openProvider(settings)
  const conductor = new Conductor({
    journal,
    runs,
    readers,
    provider,
    model: settings.MODEL_DESIGN || settings.MODEL,
    limits: {
      autoContinue: settings.AUTO_CONTINUE,
      lengthContinues: settings.MAX_LENGTH_CONTINUES,
      documentChars: settings.MAX_DOCUMENT_CHARS,
      tokens: settings.MAX_RUN_TOKENS,
      runs: settings.MAX_RUNS,
      runsPerClient: settings.MAX_RUNS_PER_CLIENT,
      queued: settings.MAX_QUEUED,
      queuedPerClient: settings.MAX_QUEUED_PER_CLIENT,
      runMs: settings.MAX_RUN_TIME,
      abandonAfterMs: settings.ABANDON_AFTER,
    },
    clock,
    now,
    random,
    isAlive: (owner) => owners.isAlive(owner),
    report: (run, rest) => reportRest(log, run, rest),
  })
  const readiness = new Readiness({
    probe: () => journal.probe(),
    heal: () => conductor.heal(),
    isDraining,
    folder: dataDir,
  })
  const parts: Parts = {
    settings,
    version,
    journal,
    conductor,
    readers,
    runs,
    sessions: new Sessions(store, now),
    provider,
    log,
    keys: openKeys(settings, dataDir, log),
    password: settings.UI_PASSWORD === '' ? undefined : new Keys([settings.UI_PASSWORD]),
    readiness,
    ending,
    assets: openAssets(),
    now,
    random,
  }
  const close = async () => {
    readiness.stop()
    await journal.close()
    owners.stop()
    store.close()
  }
  return { parts, owners, close }
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
  const given = settings.STREAMING_PROXY_KEY.split(',')
    .map((key) => key.trim())
    .filter(Boolean)
  if (given.length > 0) return new Keys(given)
  const { value, path, made } = keptSecret(dataDir, 'STREAMING_PROXY_KEY')
  log.info({ path }, made ? 'a key for API clients was made' : 'the key for API clients is kept here')
  return new Keys([value])
}
