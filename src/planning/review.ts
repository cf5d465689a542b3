import { createHash } from 'node:crypto'
import type { Missing } from './design.ts'
import { parseDesign } from './design.ts'
import { narrowIds } from './full-width.ts'
import { shorten } from './inline.ts'
import type { Finding, Severity } from './lint/finding.ts'
import { listed } from './missing.ts'
import type { Draft } from './review/draft.ts'
import { draftsFromJson } from './review/json.ts'
import { idsIn, Places, type Reviewed, type Tie } from './review/places.ts'
import { type Reading, readMarkdown } from './review/reader.ts'
import { saysBarelyNone, saysNone } from './review/words.ts'

export type { Reviewed, Tie } from './review/places.ts'

/** A second look at a design and its plan by a model, taken apart by code. */
export interface Review {
  /** The model's text, to the byte. */
  markdown: string
  /** In the text's order, at most MOST_FINDINGS. None is an answer too: the model finds nothing. */
  findings: ReviewFinding[]
  /**
   * What could not be read, or is tied to nothing that exists, each named in a sentence. Codes: `text:empty` `:too-long`
   * `:beside` · `review:none` (no finding could be read) `:design` (a document instead of findings) `:untied` `:empty` `:more` `:twice`
   */
  missing: Missing[]
}

export interface ReviewFinding {
  /** What it is about, in the text that was reviewed. */
  tie: Tie
  /** `warning` where the model has not said. */
  severity: Severity
  /** One line of plain text. */
  message: string
  suggestion?: string
  /** UTF-16 code units of the review. */
  start: number
  end: number
}

export const MOST_FINDINGS = 30

/** UTF-16 code units; no thirty findings are as long. */
const LONGEST = 200_000
const MESSAGE_CHARS = 600

/**
 * Takes a review of these texts apart. Total: any text gives a Review; linear in the texts' lengths. A finding that is tied to
 * nothing that the texts have is in `missing`, so that it is neither lost nor applied.
 */
export function parseReview(markdown: string, reviewed: Reviewed): Review {
  if (markdown.replace(/^\uFEFF/, '').trim() === '')
    return { markdown, findings: [], missing: [{ code: 'text:empty', message: 'The text is empty.' }] }
  const text = narrowIds(markdown.slice(0, LONGEST))
  const reading = readJson(text) ?? readAll(text)
  const missing: Missing[] = []
  if (markdown.length > LONGEST)
    missing.push({
      code: 'text:too-long',
      message: `Only the first ${LONGEST} characters of the text were read.`,
    })
  if (isDocument(text, reading)) {
    missing.push({
      code: 'review:design',
      message: 'The answer is a document and not a review: nothing of it was read as a finding.',
    })
    return { markdown, findings: [], missing }
  }
  const settled = settle(reading.drafts, new Places(reviewed))
  missing.push(...settled.missing, ...besides(reading))
  return { markdown, findings: settled.findings, missing: missing.map(wellFormed) }
}

const wellFormed = ({ code, message }: Missing): Missing => ({ code, message: message.toWellFormed() })

function readJson(text: string): Reading | undefined {
  const drafts = draftsFromJson(text)
  return drafts && { drafts, rest: drafts.length === 0 ? ['No findings.'] : [], hasCode: false }
}

function readAll(markdown: string): Reading {
  const read = readMarkdown(markdown)
  if (read.drafts.length > 0 || !read.hasCode) return read
  // All of it may stand in a block that is no Markdown by its name.
  return readMarkdown(markdown.replace(/^[ \t]*(?:`{3,}|~{3,})[^\n]*/gm, (fence) => ' '.repeat(fence.length)))
}

/** Parts of a design that a text has at the least when it is one. */
const PARTS_OF_A_DESIGN = 4

function isDocument(text: string, { drafts }: Reading): boolean {
  // A table of risks has severities too.
  if (drafts.filter(({ severity }) => severity !== undefined).length * 2 > drafts.length) return false
  const { sections, requirements } = parseDesign(text)
  const parts = new Set(sections.flatMap(({ part }) => (part ? [part] : [])))
  return parts.size >= PARTS_OF_A_DESIGN && requirements.length > 0
}

function settle(drafts: readonly Draft[], places: Places): { findings: ReviewFinding[]; missing: Missing[] } {
  const findings: ReviewFinding[] = []
  const missing: Missing[] = []
  const seen = new Set<string>()
  let more = 0
  for (const draft of drafts) {
    const { tie, message, lost } = placed(draft, places)
    const said = message || draft.why.join(' ') || draft.suggestion.join(' ')
    const quoted = `“${shorten(said, 160)}”`
    if (lost.length > 0)
      missing.push({
        code: 'review:untied',
        message: `${tie ? 'A finding' : 'The finding'} ${quoted} names ${listed(lost.map((name) => shorten(name, 60)))}, which is neither in the design nor in the plan${tie ? '' : '; it was not taken'}.`,
      })
    if (!tie) {
      if (lost.length === 0)
        missing.push({
          code: 'review:untied',
          message: `The finding ${quoted} is tied to no requirement, task or section; it was not taken.`,
        })
      continue
    }
    const key = `${tie.document} ${tie.name} ${said.toLowerCase()}`
    if (seen.has(key)) continue
    seen.add(key)
    if (findings.length >= MOST_FINDINGS) {
      more += 1
      continue
    }
    const why = message === '' ? '' : draft.why.join(' ')
    const suggestion = message === '' && draft.why.length === 0 ? '' : draft.suggestion.join(' ')
    findings.push({
      tie,
      severity: draft.severity ?? 'warning',
      message: shorten([said, why].filter(Boolean).join(' '), MESSAGE_CHARS).toWellFormed(),
      ...(suggestion === '' ? {} : { suggestion: shorten(suggestion, MESSAGE_CHARS).toWellFormed() }),
      start: draft.start,
      end: draft.end,
    })
  }
  if (more > 0)
    missing.push({
      code: 'review:more',
      message: `Only the first ${MOST_FINDINGS} findings count; ${more} more were left out.`,
    })
  return { findings, missing }
}

interface Placed {
  tie?: Tie
  message: string
  /** Places that it names and that are not there. */
  lost: string[]
}

const ID = /^(?:[A-Z]{1,3}-\d[\d.]*|phase-\d+)$/

/** Where a finding belongs: what it says first, then the words before its colon, the heading above, and what it speaks of. */
function placed({ ties, label, context, message }: Draft, places: Places): Placed {
  const whole = label === undefined ? message : `${label}: ${message}`
  const lost: string[] = []
  const find = (name: string): Tie | undefined =>
    ID.test(name)
      ? places.ofId(name)
      : (idsIn(name)
          .map((id) => places.ofId(id))
          .find(Boolean) ?? places.ofTitle(name))
  let tie: Tie | undefined
  for (const name of ties) {
    const found = find(name)
    tie ??= found
    if (!found) lost.push(name)
  }
  if (tie) return { tie, message, lost: lost.filter((name) => ID.test(name)) }
  // An id that is nowhere is no slip of the pen: what it means cannot be guessed.
  if (lost.some((name) => ID.test(name))) return { message: whole, lost }
  const labelled = label === undefined ? undefined : find(label)
  if (labelled) return { tie: labelled, message, lost: [] }
  for (const name of context) {
    const found = find(name)
    if (found) return { tie: found, message: whole, lost: [] }
  }
  const named = idsIn(whole)
  const byId = named.map((id) => places.ofId(id)).find(Boolean)
  if (byId) return { tie: byId, message: whole, lost: [] }
  if (named.length > 0) return { message: whole, lost: named }
  const bySentence = titlesIn(whole)
    .map((title) => places.ofTitle(title))
    .find(Boolean)
  return { ...(bySentence ? { tie: bySentence } : {}), message: whole, lost: bySentence ? [] : lost }
}

/** What a sentence puts in quotes, or calls a section. */
function titlesIn(text: string): string[] {
  const quoted = [...text.matchAll(/[“"„«「『]([^”"“»」』]{2,80})[”"“»」』]/gu)].map(
    ([, title = '']) => title,
  )
  const called = [...text.matchAll(/\b([\p{L}][\p{L} ]{2,40}?) (?:section|part)\b/giu)].flatMap(
    ([, title = '']) => [title, title.split(' ').at(-1) ?? ''],
  )
  return [...quoted, ...called]
}

function besides({ drafts, rest }: Reading): Missing[] {
  const isThere = drafts.length > 0
  const unread = rest.filter((text) => !saysNone(text)).map((text) => `“${shorten(text, 160)}”`)
  const isNone = rest.some((text) => saysNone(text) && (unread.length === 0 || !saysBarelyNone(text)))
  if (!isThere && isNone) return []
  if (isThere)
    return unread.length === 0
      ? []
      : [{ code: 'text:beside', message: `This belongs to no finding and was not read: ${listed(unread)}.` }]
  const message =
    unread.length === 0
      ? 'No finding could be read.'
      : `No finding could be read. The text says: ${listed(unread.slice(0, 3))}.`
  return [{ code: 'review:none', message }]
}

const ID_LENGTH = 16

/** The findings of a review as a project's, with ids that stay as long as place and words do. */
export function asFindings(findings: readonly ReviewFinding[]): Finding[] {
  const met = new Map<string, number>()
  return findings.map(({ tie, severity, message, suggestion }) => {
    const words = JSON.stringify(['review', tie.document, tie.name, message.replace(/\s+/g, ' ')])
    const time = (met.get(words) ?? 0) + 1
    met.set(words, time)
    return {
      id: createHash('sha256').update(`${time} ${words}`).digest('hex').slice(0, ID_LENGTH),
      rule: 'review',
      by: 'model' as const,
      severity,
      place: { document: tie.document, start: tie.start, end: tie.end, section: tie.name },
      message,
      ...(suggestion === undefined ? {} : { suggestion }),
    }
  })
}

/**
 * Those that still hold, placed in the texts as they are now: what they are tied to reads as it was reviewed. What has been
 * written anew since is for the next review to judge.
 */
export function stillHolding(
  findings: readonly ReviewFinding[],
  reviewed: Reviewed,
  now: Reviewed,
): ReviewFinding[] {
  const places = new Places(now)
  return findings.flatMap((finding) => {
    const { document, kind, name, start, end } = finding.tie
    const place = kind === 'section' ? places.ofTitle(name) : places.ofId(name)
    if (!place || place.document !== document) return []
    const before = reviewed[document].slice(start, end).trim()
    return now[document].slice(place.start, place.end).trim() === before ? [{ ...finding, tie: place }] : []
  })
}
