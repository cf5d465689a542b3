import { openAssets } from './assets.ts'
import { asCannotStart } from './cannot-start.ts'
import { Housekeeping } from './housekeeping.ts'
import { KeptAssets } from './kept-assets.ts'
import { LiveColour } from './live-colour.ts'
import { createDemo } from './models/demo.ts'
import { createOpenAi } from './models/openai.ts'
import type { Provider } from './models/provider.ts'
import { openData } from './open-data.ts'
import { openSecrets } from './open-secrets.ts'
import type { Parts } from './parts.ts'
import { places } from './places.ts'
import { PriceBook } from './price-book.ts'
import { Caretaker } from './projects/caretaker.ts'
import { CorrectionRounds } from './projects/correction-rounds.ts'
import { CostMeter } from './projects/cost-meter.ts'
import { wordsFor } from './projects/costs.ts'
import { CouncilKeeper } from './projects/council-keeper.ts'
import { complexityOf } from './projects/judgement.ts'
import { briefOf } from './projects/orders.ts'
import { Recent } from './projects/recent.ts'
import { Walker } from './projects/walker.ts'
import { Workshop } from './projects/workshop.ts'
import { Role } from './role.ts'
import { Conductor, type Limits } from './runs/conductor.ts'
import { Owners } from './runs/owners.ts'
import { Readers } from './runs/readers.ts'
import { newRunId } from './runs/run.ts'
import { WatchMarks } from './runs/watch-marks.ts'
import { modelFor, type Settings, writerOf } from './settings.ts'
import { SmokeWorld, type SmokeWorldOptions } from './smoke/smoke-world.ts'
import { Chores } from './store/chores.ts'
import { Corrections } from './store/corrections.ts'
import { Councils } from './store/councils.ts'
import { Documents } from './store/documents.ts'
import { Founding } from './store/founding.ts'
import { Mutes } from './store/mutes.ts'
import { ProgressBook } from './store/progress-book.ts'
import { ProjectMarks } from './store/project-marks.ts'
import { Projects } from './store/projects.ts'
import { Proposals } from './store/proposals.ts'
import { RecentList } from './store/recent-list.ts'
import { RunCosts } from './store/run-costs.ts'
import { Sessions } from './store/sessions.ts'
import { StageRuns } from './store/stage-runs.ts'
import { Walks } from './store/walks.ts'
import type { Logger } from './telemetry/log.ts'
import { Readiness } from './telemetry/readiness.ts'
import { reportRest } from './telemetry/rest-report.ts'

export { CannotStart } from './cannot-start.ts'

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
  const owner = newRunId(random)
  const data = openData(settings.DATA_DIR, owner, log)
  try {
    return putTogether(settings, { version, log, ending, isDraining }, owner, data)
  } catch (error) {
    data.store.close()
    throw asCannotStart(error, data.folder)
  }
}

function putTogether(
  settings: Settings,
  { version, log, ending, isDraining }: Surroundings,
  owner: string,
  data: ReturnType<typeof openData>,
) {
  const { folder: dataDir, store, runs, journal } = data
  const owners = new Owners(places(dataDir).owners, owner, clock)
  const colour = new LiveColour(settings.COLOUR || 'none', settings.LIVE_DIR)
  const role = new Role({ colour, owners, version, clock, now })
  const sessions = new Sessions(store, now)
  const readers = new Readers({
    perClient: settings.MAX_READERS_PER_CLIENT,
    clock,
    marks: settings.ABANDON_AFTER > 0 ? new WatchMarks(`${dataDir}/watched`, now) : undefined,
  })
  const secrets = openSecrets(settings, dataDir, log)
  const provider = openProvider(settings, () => secrets.modelKey)
  const projects = new Projects(store, now)
  const documents = new Documents(store, now)
  const founding = new Founding(store, now)
  const stageRuns = new StageRuns(store)
  const prices = new PriceBook(settings, clock, (message) => log.warn(message))
  const ownModel = modelFor(settings, 'design')
  if (settings.MAX_RUN_PRICE > 0 && !prices.priceOf(ownModel))
    log.warn({ model: ownModel }, 'MAX_RUN_PRICE cannot be kept: the price of the model is not known')
  const meter = new CostMeter({
    prices,
    model: (stage) => modelFor(settings, stage),
    costs: new RunCosts(store, now),
    projects,
    stageRuns,
    words: (id, order) =>
      wordsFor(order, complexityOf(projects.get(id), briefOf(documents.newest(id)) ?? '')),
    maxRunPrice: settings.MAX_RUN_PRICE,
    clock,
  })
  const conductor = new Conductor({
    meter,
    journal,
    runs,
    readers,
    provider,
    model: (stage) => modelFor(settings, stage),
    limits: limitsOf(settings),
    clock,
    now,
    random,
    isAlive: (owner) => owners.isAlive(owner),
    turnsElsewhere: () => role.turnsElsewhere,
    report: (run, rest) => {
      reportRest(log, run, rest)
      void walker.wake()
      void councilKeeper.wake()
      void corrector.wake()
    },
    lintFailed: (run, err) =>
      log.error({ run: run.id, err }, 'a rule of the linter threw; the run goes on without remarks'),
  })
  const progress = new ProgressBook(store, now)
  const mutes = new Mutes(store, now)
  const walks = new Walks(store, now)
  const councils = new Councils(store, now)
  const corrections = new Corrections(store, now)
  const proposals = new Proposals(store)
  const marks = new ProjectMarks(store)
  const workshop = new Workshop({
    projects,
    documents,
    founding,
    stageRuns,
    proposals,
    progress,
    mutes,
    walks,
    councils,
    corrections,
    journal,
    conductor,
    meter,
    random,
    now,
  })
  const walker = new Walker({
    workshop,
    walks,
    stageRuns,
    marks,
    isInCharge: () => role.isInCharge,
    atOnce: settings.PHASES_AT_ONCE,
    clock,
    onFault: (err) => log.warn({ err }, 'a project could not be written on; it is tried again'),
  })
  const rounds = new CorrectionRounds({
    workshop,
    corrections,
    documents,
    stageRuns,
    proposals,
    atOnce: settings.PHASES_AT_ONCE,
  })
  const corrector = new Caretaker(
    {
      isInCharge: () => role.isInCharge,
      clock,
      onFault: (err) => log.warn({ err }, 'a document could not be corrected further; it is tried again'),
    },
    {
      going: () => corrections.going(),
      keyOf: ({ project }) => project,
      markOf: ({ project, beganAt }) => `${beganAt} ${marks.of(project)}`,
      goOn: ({ project }) => rounds.goOn(project),
    },
  )
  const councilKeeper = new CouncilKeeper({
    room: workshop.councilRoom,
    councils,
    marks,
    isInCharge: () => role.isInCharge,
    clock,
    onFault: (err) => log.warn({ err }, 'several drafts could not be gone on with; it is tried again'),
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
    projects,
    documents,
    founding,
    workshop,
    walker,
    councilKeeper,
    councils,
    corrector,
    marks,
    recent: new Recent({ list: new RecentList(store), marks, workshop, conductor }),
    stageRuns,
    sessions,
    provider,
    log,
    keys: secrets.keys,
    get password() {
      return secrets.password
    },
    readiness,
    role,
    ending,
    assets: openAssets(),
    keptAssets: new KeptAssets(places(dataDir).assets, now),
    now,
    random,
  }
  parts.smoke = openSmoke({ dataDir, owner, parts, limits: limitsOf(settings), clock })
  const housekeeping = new Housekeeping({
    runs,
    sessions,
    corrections,
    chores: new Chores(store, owner, now),
    isInCharge: () => role.isInCharge,
    packer: data.packer,
    archive: data.archive,
    // What it has written for a project outlives it.
    forget: async (id) => {
      await workshop.gatherRun(id)
      await conductor.forget(id)
    },
    alsoTidy: () => {
      parts.smoke?.tidy()
      parts.keptAssets.tidy(parts.assets.base)
    },
    packAfterMs: settings.PACK_AFTER,
    keepRunsMs: settings.KEEP_RUNS_FOR,
    now,
    onFault: (err) => log.warn({ err }, 'housekeeping was put off'),
  })
  /** To be awaited before runs are looked after. */
  const settleIn = async () => {
    await data.settleIn()
    keepAssets(parts, owner)
    housekeeping.start()
  }
  const close = async () => {
    secrets.follower.stop()
    colour.stop()
    readiness.stop()
    await walker.stop()
    await councilKeeper.stop()
    await corrector.stop()
    await housekeeping.stop()
    await parts.smoke?.close()
    await journal.close()
    owners.stop()
    store.close()
  }
  return { parts, owners, colour, settleIn, housekeeping, close }
}

const limitsOf = (settings: Settings): Limits => ({
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
})

/** Where there is no room for them this version's come from beside the program all the same. */
function keepAssets({ keptAssets, assets, log }: Parts, owner: string): void {
  try {
    keptAssets.keep(assets, owner)
  } catch (err) {
    log.warn({ err }, 'the static files could not be kept: pages that are open then have to be loaded anew')
  }
}

/** Without it everything but smoke tests works. */
function openSmoke(options: SmokeWorldOptions): SmokeWorld | undefined {
  try {
    return new SmokeWorld(options)
  } catch (err) {
    options.parts.log.warn({ err }, 'the key for smoke tests could not be made: none can be run')
    return undefined
  }
}

function openProvider(settings: Settings, apiKey: () => string): Provider {
  if (writerOf(settings) === 'demo') return createDemo({ tokensPerSecond: settings.DEMO_TOKENS_PER_SECOND })
  return createOpenAi({
    baseUrl: settings.OPENAI_BASE_URL,
    apiKey,
    firstTokenMs: settings.MODEL_FIRST_TOKEN_TIMEOUT,
    tokenMs: settings.MODEL_TOKEN_TIMEOUT,
    retries: settings.MODEL_RETRIES,
  })
}
