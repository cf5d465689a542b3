import type { Assets } from './assets.ts'
import type { KeptAssets } from './kept-assets.ts'
import type { Keys } from './keys.ts'
import type { Provider } from './models/provider.ts'
import type { Caretaker } from './projects/caretaker.ts'
import type { CouncilKeeper } from './projects/council-keeper.ts'
import type { Recent } from './projects/recent.ts'
import type { Walker } from './projects/walker.ts'
import type { Workshop } from './projects/workshop.ts'
import type { Role } from './role.ts'
import type { Conductor } from './runs/conductor.ts'
import type { Journal } from './runs/journal.ts'
import type { Readers } from './runs/readers.ts'
import type { Settings } from './settings.ts'
import type { SmokeWorld } from './smoke/smoke-world.ts'
import type { Correction } from './store/corrections.ts'
import type { Councils } from './store/councils.ts'
import type { Documents } from './store/documents.ts'
import type { Founding } from './store/founding.ts'
import type { ProjectMarks } from './store/project-marks.ts'
import type { Projects } from './store/projects.ts'
import type { RunList } from './store/run-list.ts'
import type { Sessions } from './store/sessions.ts'
import type { StageRuns } from './store/stage-runs.ts'
import type { Logger } from './telemetry/log.ts'
import type { Readiness } from './telemetry/readiness.ts'

/** Everything the edge works with. main.ts makes it for a process, a test for itself. */
export interface Parts {
  settings: Settings
  version: string
  journal: Journal
  conductor: Conductor
  readers: Readers
  /** The list of runs; what happened in one is the journal's to say. */
  runs: RunList
  projects: Projects
  /** Where projects begin, whole. */
  founding: Founding
  documents: Documents
  /** Where what runs wrote becomes documents of projects. */
  workshop: Workshop
  /** Keeps the wishes that projects be written. */
  walker: Walker
  councilKeeper: CouncilKeeper
  councils: Councils
  /** Keeps the wishes that documents be corrected. */
  corrector: Caretaker<Correction>
  marks: ProjectMarks
  /** What was worked on last. */
  recent: Recent
  stageRuns: StageRuns
  sessions: Sessions
  provider: Provider
  log: Logger
  /** Keys of API clients. */
  keys: Keys
  /** The password people sign in with; undefined where they use the printed link. */
  readonly password?: Keys
  readiness: Readiness
  /** Whether new requests come to this process, and who looks after everybody's runs. */
  role: Role
  /** For smoke tests; absent where their key could not be made. */
  smoke?: SmokeWorld
  /** Aborted when the process ends: every open stream then ends between two frames. */
  ending: AbortSignal
  /** Static files. */
  assets: Assets
  /** Those of other versions. */
  keptAssets: KeptAssets
  /** Milliseconds since 1970. */
  now(): number
  random(bytes: number): Uint8Array
}
