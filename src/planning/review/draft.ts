import type { Severity } from '../lint/finding.ts'
import { idsIn } from './places.ts'
import {
  beforeSeverity,
  behindSeverity,
  isTalk,
  type Label,
  labelIn,
  type Marked,
  piecesOf,
  severityOf,
} from './words.ts'

/** A finding as it was written, before code has looked whether there is such a place. */
export interface Draft {
  /** Places that it is said to be about, the surest first: ids or titles, as they were written. */
  ties: string[]
  /** The same of the heading above. */
  context: string[]
  severity?: Severity
  /** Empty where nothing is said. */
  message: string
  /** What stands before a colon and may be a title or the first words of the sentence. */
  label?: string
  suggestion: string[]
  why: string[]
  start: number
  end: number
}

export const newDraft = (start: number, end: number): Draft => ({
  ties: [],
  context: [],
  message: '',
  suggestion: [],
  why: [],
  start,
  end,
})

const NUMBERED =
  /^(?:(?:finding|issue|problem|observation|remark|befund|指摘(?:事項)?|問題|问题)\s?(?:[-#№]\s?)?(?:[A-Z]{0,2}-?)?[0-9０-９]{1,3}|#[0-9]{1,3}|[FI]-?[0-9]{1,3}(?=\s?[:：.)–—-]\s)|[0-9０-９]{1,2}(?=[.)．）、:：]))\s?[:：.)．）、–—-]*\s*/iu
const ORNAMENT =
  /^(?:(?!🔴|🛑|❌|⛔|🚨|‼|🟥|🟠|🟡|⚠|🟧|🟨|🟢|🔵|💡|ℹ|🟩|🟦|⚪)[^\p{L}\p{N}[([（【「『“"'‘§<`#])+/u
const ID =
  '(?:(?:requirement|task|anforderung|aufgabe|要件|要求|タスク)\\s)?(?:(?:REQ|NFR|FR|RQ|R|BR|UR|SR|TR|US|T)[-_ \\u2010-\\u2015]?\\d{1,4}(?:\\.\\d{1,3}){0,2}|(?:phase|フェーズ|阶段)\\s?\\d{1,3}|第\\s?\\d{1,3}\\s?(?:フェーズ|阶段|段階))'
const IDS = new RegExp(
  `^[\\[(（【「]?\\s*(${ID}(?:\\s?(?:,|、|/|&|and|und|et|y|と|和|–|-|to)\\s?${ID}){0,20})\\s*[\\])）】」]?(?=$|[\\s:：.,、–—\\-|(（[【の])\\s*`,
  'iu',
)
const BEFORE_ID = new RegExp(`^(\\p{L}{2,12})\\s(?:in\\s|at\\s|for\\s|on\\s)?(?=${ID})`, 'iu')
const BRACKETED = /^(?:\[([^\][]{2,80})\]|【([^】]{2,80})】)\s*[:：–—-]?\s*/u
const LABELLED = /^((?:[^:：.!?。！？|]|(?<=\d)\.){1,80}?)(?:\s?[:：]\s*|\s[–—-]\s+|\s\|\s)(?=\S)/u
const QUOTED =
  /^(?:(?:the\s)?section\s)?[“"„«「『]([^”"“»」』]{2,80})[”"“»」』]\s*(?:section\s*[:：–—,-]?|[:：–—-])\s*/iu
const SEPARATOR = /^[\s:：|–—,，、-]+/u

/** Takes the front of a line apart: numbers, severity, the place; what is left is the sentence. */
export function readFront(draft: Draft, given: string): string {
  let text = given
  for (let turn = 0; turn < 6; turn += 1) {
    const before = text
    text = text.replace(ORNAMENT, '').replace(NUMBERED, '')
    const marked = behindSeverity(text) ?? severityOfPlace(text)
    if (marked) {
      draft.severity ??= marked.severity
      text = marked.rest
    } else if (draft.ties.length === 0) {
      text = behindPlace(draft, text)
    } else text = text.replace(SEPARATOR, '')
    if (text === before) break
  }
  return text.trim()
}

/** "Error in R-4: …" */
function severityOfPlace(text: string): Marked | undefined {
  const [front, word = ''] = BEFORE_ID.exec(text) ?? []
  const severity = severityOf(word)
  return front && severity ? { severity, rest: text.slice(front.length) } : undefined
}

function behindPlace(draft: Draft, text: string): string {
  const ids = IDS.exec(text)
  if (ids && idsIn(ids[1] ?? '').length > 0) {
    draft.ties.push(...idsIn(ids[1] ?? ''))
    return text.slice(ids[0].length)
  }
  for (const pattern of [BRACKETED, QUOTED]) {
    const match = pattern.exec(text)
    const name = match?.[1] ?? match?.[2]
    if (!match || name === undefined) continue
    draft.ties.push(...placesIn(name))
    return text.slice(match[0].length)
  }
  return text
}

/** Ids in it, else the name itself. */
export function placesIn(text: string): string[] {
  const ids = idsIn(text)
  return ids.length > 0 ? ids : text.trim() === '' ? [] : [text.trim()]
}

/** A finding in one line: "R-4 (error): … Suggestion: …", "[High] Security – …". */
export function readLine(draft: Draft, line: string): void {
  const { before, pieces } = piecesOf(line)
  const own = labelIn(before)
  let text = before
  if (own?.label === 'where') {
    draft.ties.push(...placesIn(own.rest))
    text = ''
  } else if (own?.label === 'message' && own.rest !== '') text = own.rest
  const end = beforeSeverity(text)
  if (end) {
    draft.severity ??= end.severity
    text = end.rest
  }
  text = readFront(draft, text)
  const label = draft.ties.length === 0 ? LABELLED.exec(text) : null
  if (label?.[1] !== undefined && labelIn(label[1]) === undefined) {
    draft.label = label[1].trim()
    const inBrackets = beforeSeverity(draft.label)
    if (inBrackets) {
      draft.severity ??= inBrackets.severity
      draft.label = inBrackets.rest.trim()
    }
    const sentence = { ...newDraft(0, 0), ties: [draft.label] }
    text = readFront(sentence, text.slice(label[0].length))
    draft.severity ??= sentence.severity
  }
  const arrow = pieces.length === 0 ? /\s(?:→|=>|->|⇒)\s/u.exec(text) : null
  if (arrow && (draft.ties.length > 0 || draft.severity)) {
    draft.suggestion.push(text.slice(arrow.index + arrow[0].length).trim())
    text = text.slice(0, arrow.index)
  }
  addSentence(draft, text)
  for (const { label: name, rest } of pieces) enter(draft, name, rest)
}

/** A labelled piece: "Severity: high". */
export function enter(draft: Draft, label: Label, rest: string): void {
  if (rest === '') return
  if (label === 'where') draft.ties.push(...placesIn(rest))
  else if (label === 'severity') draft.severity = behindSeverity(rest)?.severity ?? draft.severity
  else if (label === 'suggestion') draft.suggestion.push(rest)
  else if (label === 'why') draft.why.push(rest)
  else readLine(draft, rest)
}

export function addSentence(draft: Draft, text: string): void {
  const said = text.replace(/^[\s:：|–—-]+|[\s|]+$/gu, '')
  if (said === '' || (isTalk(said) && draft.message !== '')) return
  draft.message = draft.message === '' ? said : `${draft.message} ${said}`
}

/** Whether it is about something, and not only a sentence in a list. */
export const isMarked = ({ severity, ties }: Draft): boolean => severity !== undefined || ties.length > 0
