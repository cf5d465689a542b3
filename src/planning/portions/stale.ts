import { parseDesign } from '../design.ts'
import { parsePhasePlan } from '../phase-plan.ts'
import { requirementsNamedIn } from '../plan/references.ts'
import { parsePlan } from '../plan.ts'
import { type Portion, phaseNumber, portionsOf } from '../portions.ts'
import type { Standing, StandsOn } from './standing.ts'
import { ENTRY, unitHash, unitsOf } from './units.ts'

export interface StaleSection {
  key: string
  title: string
  /** Sentences: "R-4 of the design has changed." */
  reasons: string[]
  /** What has changed, as it was when the section was written. */
  changed: StandsOn[]
}

/** What in a document does not fit its sources any more. */
export interface Staleness {
  stale: StaleSection[]
  /** How many sections the document has. */
  total: number
  /** Why only the whole document can be written anew: a sentence. */
  whole?: string
}

/** Of more than so much of a document the whole is written anew: it costs about the same, and fits together better. */
export const MOST_STALE = 0.6

/**
 * Which sections do not fit what they were written from. `now`: the documents as they are, the document itself among them.
 * Exact: a section is stale where a unit that it stands on reads otherwise or is gone, or where it should take in a new one.
 */
export function staleSections(
  document: string,
  standing: Standing,
  now: ReadonlyMap<string, string>,
  hash: HashNow = hashesOf(now),
): Staleness {
  const text = now.get(document) ?? ''
  const portions = portionsOf(document, text)
  const stale: StaleSection[] = []
  for (const { key, title } of portions) {
    const changed = (standing[key] ?? []).filter((source) => hash(source) !== source.hash)
    if (changed.length > 0)
      stale.push({
        key,
        title,
        changed,
        reasons: finest(changed).map((source) => reasonOf(source, hash(source))),
      })
  }
  const [covered] = standing[''] ?? []
  const news = covered && hash(covered) !== covered.hash ? newsOf(document, text, now) : { added: [] }
  for (const id of news.added) takeIn(id, stale, portions, text, now)
  stale.sort((a, b) => placeOf(portions, a) - placeOf(portions, b))
  const share = portions.length === 0 ? 1 : stale.length / portions.length
  const whole =
    news.whole ?? (stale.length > 0 && share > MOST_STALE ? mostOf(stale, portions.length) : undefined)
  return { stale, total: portions.length, ...(whole === undefined ? {} : { whole }) }
}

/** A section has changed where a row of it has; the row says more. */
function finest(changed: readonly StandsOn[]): StandsOn[] {
  return changed.filter(
    ({ document, section }) =>
      !changed.some(
        (other) => other.document === document && other.section?.startsWith(`${section}${ENTRY}`),
      ),
  )
}

const placeOf = (portions: readonly Portion[], { key }: StaleSection): number =>
  portions.findIndex((portion) => portion.key === key)

const mostOf = (stale: readonly StaleSection[], total: number): string =>
  `${stale.length} of its ${total} sections are out of date, so it is best written anew as a whole. ${stale[0]?.reasons[0] ?? ''}`.trim()

/** The hash that a unit has now; nothing where it is gone. */
export type HashNow = (source: StandsOn) => string | undefined

/** For all documents of a project: they are read once. */
export function hashesOf(now: ReadonlyMap<string, string>): HashNow {
  const units = new Map([...now].map(([key, text]) => [key, unitsOf(key, text)]))
  return ({ document, section }) => {
    if (section !== undefined) return units.get(document)?.get(section)?.hash
    const text = now.get(document)
    return text === undefined ? undefined : unitHash(text)
  }
}

function reasonOf({ document, section }: StandsOn, now: string | undefined): string {
  const the = nameOf(document)
  if (section === undefined)
    return now === undefined
      ? `The ${the} is not there any more.`
      : `The ${the} ${document === 'answers' ? 'to the questions have' : 'has'} changed.`
  const what = whatOf(section)
  return now === undefined ? `${what} is not in the ${the} any more.` : `${what} of the ${the} has changed.`
}

function whatOf(section: string): string {
  if (/^(?:[A-Z]{1,3}-\d|T-\d)/.test(section)) return section
  const phase = phaseNumber(section)
  if (phase !== undefined) return `Phase ${phase}`
  const [title, entry] = section.split(ENTRY)
  return entry === undefined ? `“${section}”` : `“${entry}” under “${title}”`
}

const nameOf = (document: string): string => {
  const phase = phaseNumber(document)
  return phase === undefined ? document : `plan of phase ${phase}`
}

/** What the sources have that the document should have too. */
function newsOf(
  document: string,
  text: string,
  now: ReadonlyMap<string, string>,
): { added: string[]; whole?: string } {
  const phase = phaseNumber(document)
  if (phase === undefined) {
    const named = new Set(requirementsNamedIn(text))
    const ids = parseDesign(now.get('design') ?? '').requirements.map(({ id }) => id)
    return { added: [...new Set(ids)].filter((id) => !named.has(id)) }
  }
  const planned = parsePlan(now.get('plan') ?? '').phases.find(({ number }) => number === phase)
  const wanted = new Set((planned?.tasks ?? []).map(({ id }) => id))
  const there = new Set(parsePhasePlan(text, phase).tasks.map(({ id }) => id))
  const [added] = [...wanted].filter((id) => !there.has(id))
  const [gone] = [...there].filter((id) => !wanted.has(id))
  if (added !== undefined)
    return { added: [], whole: `${added} is new in the plan and is not written out here.` }
  if (gone !== undefined) return { added: [], whole: `${gone} is not in the plan any more.` }
  return { added: [] }
}

/** A new requirement belongs to the section that has the one before it; of several to the one that has the fewest. */
function takeIn(
  id: string,
  stale: StaleSection[],
  portions: readonly Portion[],
  text: string,
  now: ReadonlyMap<string, string>,
): void {
  const ids = parseDesign(now.get('design') ?? '').requirements.map((requirement) => requirement.id)
  const named = portions.map((portion) => ({
    portion,
    ids: new Set(requirementsNamedIn(text.slice(portion.start, portion.end))),
  }))
  const before = ids.slice(0, ids.indexOf(id)).reverse()
  const near = [...before, ...ids].find((other) => named.some((section) => section.ids.has(other)))
  const [host] = named
    .filter((section) => near !== undefined && section.ids.has(near))
    .sort((a, b) => a.ids.size - b.ids.size)
  const portion = host?.portion ?? portions.at(-1)
  if (!portion) return
  const reason = `${id} is new in the design, and nothing here covers it yet.`
  const news: StandsOn = { document: 'design', number: 0, section: id, hash: '' }
  const there = stale.find(({ key }) => key === portion.key)
  if (there) {
    there.reasons.push(reason)
    there.changed.push(news)
  } else stale.push({ key: portion.key, title: portion.title, reasons: [reason], changed: [news] })
}
