import { hashesOf, type Staleness, staleSections } from '../planning/portions/stale.ts'
import { type Standing, standingOf } from '../planning/portions/standing.ts'
import { piecesOf, portionsOf } from '../planning/portions.ts'
import type { Source, Version } from '../store/documents.ts'
import { furtherSourcesOf, sourcesOf } from './document-keys.ts'
import { sourceText } from './source-text.ts'

/** A document's text as it was; nothing where nobody has it any more. */
export type Past = (document: string, number: number) => string | undefined

export type Newest = ReadonlyMap<
  string,
  Pick<Version, 'document' | 'number' | 'text' | 'standsOn' | 'sections'>
>

/** Sections of the design stand on its own requirements too. */
const standsOnItself = (document: string): boolean => document === 'design'

/**
 * What each section of a text stands on, of the documents in the versions that were read. `own`: the document's own
 * version whose sections it stands on.
 */
export function standingFrom(
  document: string,
  text: string,
  read: readonly Pick<Source, 'document' | 'number'>[],
  past: Past,
  own: { number: number; text: string },
): Standing {
  const sources = new Map<string, { number: number; text: string }>()
  for (const { document: key, number } of read) {
    const said = key === document ? undefined : sourceText(key, past(key, number))
    if (said !== undefined) sources.set(key, { number, text: said })
  }
  // What was not there then may come.
  for (const key of furtherSourcesOf(document))
    if (!sources.has(key)) sources.set(key, { number: 0, text: '' })
  if (standsOnItself(document)) sources.set(document, own)
  return standingOf(document, text, sources)
}

/** The same for documents as they are now: what a person writes stands on what can be read at that moment. */
export function standingNow(document: string, text: string, newest: Newest, number: number): Standing {
  const keys = [...sourcesOf(document), ...furtherSourcesOf(document)]
  const read = keys.flatMap((key) => newest.get(key) ?? [])
  return standingFrom(document, text, read, (key) => newest.get(key)?.text, { number, text })
}

/** What a version stands on, section by section; told from its text and its sources' where it was not kept with it. */
export function standingOfVersion(version: Version, past: Past): Standing {
  return version.sections ?? standingFrom(version.document, version.text, version.standsOn, past, version)
}

/** Sections that read as they did stand on what they stood on; the others, and those of `renewed`, on what is fresh. */
export function restand(
  document: string,
  before: { text: string; standing: Standing } | undefined,
  after: { text: string; fresh: Standing },
  renewed?: string,
): Standing {
  if (!before) return after.fresh
  const old = new Map(piecesOf(document, before.text).map(({ key, text }) => [key, text]))
  const standing: Standing = {}
  for (const { key, start, end } of portionsOf(document, after.text)) {
    const same = key !== renewed && old.get(`section ${key}`) === after.text.slice(start, end)
    const sources = same ? before.standing[key] : after.fresh[key]
    if (sources) standing[key] = sources
  }
  const whole = before.standing[''] ?? after.fresh['']
  if (whole) standing[''] = whole
  return standing
}

const KEPT = 32

/** Knows what is stale in projects; one whose documents are as they were is not looked at again. */
export class Freshness {
  /** By project, the last asked for at the end. */
  private readonly kept = new Map<string, { state: string; found: ReadonlyMap<string, Staleness> }>()

  of(project: string, newest: ReadonlyMap<string, Version>, past: Past): ReadonlyMap<string, Staleness> {
    const state = [...newest.values()]
      .map(({ document, number }) => `${document} ${number}`)
      .sort()
      .join(', ')
    const known = this.kept.get(project)
    const found = known?.state === state ? known.found : findStale(newest, past)
    this.kept.delete(project)
    this.kept.set(project, { state, found })
    const [oldest] = this.kept.keys()
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest)
    return found
  }
}

/** Documents that cannot be cut into sections are left out. */
export function findStale(newest: ReadonlyMap<string, Version>, past: Past): Map<string, Staleness> {
  const now = new Map([...newest].map(([key, { text }]) => [key, text]))
  now.set('answers', sourceText('answers', now.get('answers')) ?? '')
  const found = new Map<string, Staleness>()
  const hash = hashesOf(now)
  for (const [key, version] of newest) {
    if (sourcesOf(key).length === 0 || portionsOf(key, version.text).length === 0) continue
    found.set(key, staleSections(key, standingOfVersion(version, past), now, hash))
  }
  return found
}
