import { type Change, writeChanges } from '../planning/changes.ts'
import { parseDesign } from '../planning/design.ts'
import { outline } from '../planning/outline.ts'
import { parsePhasePlan } from '../planning/phase-plan.ts'
import { requirementsNamedIn } from '../planning/plan/references.ts'
import { parsePlan } from '../planning/plan.ts'
import type { StandsOn } from '../planning/portions/standing.ts'
import { ENTRY, unitsOf } from '../planning/portions/units.ts'
import { type Portion, phaseNumber } from '../planning/portions.ts'
import type { Order } from '../runs/run.ts'
import type { Version } from '../store/documents.ts'
import type { Project } from '../store/projects.ts'
import { titleOf } from './document-keys.ts'
import { type Past, standingNow } from './freshness.ts'
import type { OrderFacts } from './orders.ts'
import { sourceText } from './source-text.ts'

/** Why a section is written anew. */
export interface RevisionReason {
  /** Sentences, such as what has changed or what a finding says. */
  reasons: readonly string[]
  /** What it stands on and has changed, as it was read. */
  changed?: readonly StandsOn[]
}

/**
 * The order that has one section of a document written anew. It holds the section, what has changed, the headings of the
 * document, and of the sources only what the section stands on.
 */
export function revisionOrder(
  project: Project,
  version: Version,
  portion: Portion,
  { reasons, changed = [] }: RevisionReason,
  { newest, past }: { newest: ReadonlyMap<string, Version>; past: Past },
  facts: OrderFacts,
): Order {
  const { document, text } = version
  const own = text.slice(portion.start, portion.end)
  const units = new Map([...newest].map(([key, { text: said }]) => [key, unitsOf(key, said)]))
  const now = ({ document: key, section }: StandsOn) =>
    section === undefined ? sourceText(key, newest.get(key)?.text) : units.get(key)?.get(section)?.text
  const was = ({ document: key, section, number }: StandsOn) => {
    const before = sourceText(key, past(key, number))
    return before === undefined || section === undefined ? before : unitsOf(key, before).get(section)?.text
  }
  const changes = changed.map(
    (source): Change => ({ what: nameOf(source), was: was(source), is: now(source) }),
  )
  const gone = new Set(changed.filter((source) => now(source) === undefined).map(({ section }) => section))
  const stands = standingNow(document, text, newest, version.number)[portion.key] ?? []
  // What has come in anew is not named by the section yet.
  const sources = distinct([...stands, ...changed.filter((source) => source.hash === '')])
  return {
    ...facts,
    stage: 'revision',
    input: {
      projectName: project.name,
      document,
      section: portion.key,
      text: own,
      reasons: reasons.join('\n'),
      changes: writeChanges(changes),
      keep: idsToKeep(document, text, portion, gone).join(' '),
      outline: outline(text)
        .headings.map(({ level, title }) => `${'#'.repeat(Math.min(level, 6))} ${title}`)
        .join('\n'),
      sources: sources.map((source) => `[${nameOf(source)}]\n${now(source) ?? ''}`).join('\n\n'),
    },
  }
}

function nameOf({ document, section }: StandsOn): string {
  const of = titleOf(document).toLowerCase()
  return section === undefined ? `the ${of}` : `${section} of the ${of}`
}

/** Each once; rows of a section that is there as a whole are there with it. */
function distinct(sources: readonly StandsOn[]): StandsOn[] {
  const names = new Set(sources.map(nameIn))
  const seen = new Set<string>()
  return sources.filter((source) => {
    const name = nameIn(source)
    const within = names.has(name.slice(0, Math.max(0, name.indexOf(ENTRY))))
    if (within || seen.has(name)) return false
    seen.add(name)
    return true
  })
}

const nameIn = ({ document, section = '' }: StandsOn): string => `${document} ${section}`

/** Ids that the section defines, but for those of what hangs on something that is gone. */
function idsToKeep(
  document: string,
  text: string,
  { start, end }: Portion,
  gone: ReadonlySet<string | undefined>,
): string[] {
  const phase = phaseNumber(document)
  const defined =
    document === 'design'
      ? parseDesign(text).requirements
      : phase === undefined
        ? parsePlan(text).phases.flatMap(({ tasks }) => tasks)
        : parsePhasePlan(text, phase).tasks
  return defined
    .filter((item) => start <= item.start && item.start < end)
    .filter(
      (item) =>
        gone.size === 0 || !requirementsNamedIn(text.slice(item.start, item.end)).some((id) => gone.has(id)),
    )
    .map(({ id }) => id)
}
