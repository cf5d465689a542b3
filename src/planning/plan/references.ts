import { mentionsIn } from '../requirement-id.ts'
import { NONE } from './fields.ts'
import { numberOf } from './number-words.ts'
import { PHASE_WORDS } from './phase-heading.ts'

/** What a field names: requirements, phases, files. */

const RANGE_WIDTH = 200
/** Characters behind an id in which the rest of a range or list must begin. */
const NEAR = 24
/** Ids of one field; more are not a person's plan. */
const REFERENCES = 1000
const RANGE_END =
  /^([\s*_`]{0,4}(?:–|—|…|\.{2,3}|-|~|〜|～|to |through |thru |bis |à |a |hasta |至|到|から)\s?[*_`]{0,3})(?:[A-Za-z]{1,3}[-_ ]?|需求|要件)?(\d{1,4})(?![\d.]*\d)/i
const ALSO =
  /^[\s*_`]{0,4}(?:,|、|，|\/|&|and |und |et |y )\s?(\d{1,3}(?:\.\d{1,3})?)(?![\d.]*\d|\s*(?:%|(?!(?:and|und|et|y)\s)\p{L}))/iu

/** An id where it stands. */
export interface Reference {
  id: string
  start: number
  end: number
  /** Only meant, between the ends of a range; the place is that of the range's end. */
  meant?: boolean
}

/**
 * Ids of requirements in the text's order, with those inside ranges ("R-1 to R-4", "R-1–R-4", "R-1…4"). `sure`: only
 * spellings that are nothing else ("R2" is also a product). Linear.
 */
export function* requirementReferences(text: string, sure = false): Generator<Reference> {
  let readTo = 0
  let expanded = 0
  for (const { id, series, numbers, start, end } of mentionsIn(text)) {
    if (start < readTo || (sure && !isSure(text.slice(start, end)))) continue
    yield { id, start, end }
    readTo = end
    const first = numbers[0] ?? 0
    const range = expanded < REFERENCES ? RANGE_END.exec(text.slice(readTo, readTo + NEAR)) : null
    if (range) {
      const last = Number(range[2])
      const place = { start: readTo + (range[1] ?? '').length, end: readTo + range[0].length }
      readTo = place.end
      for (let number = last - first > RANGE_WIDTH ? last : first + 1; number <= last; number += 1) {
        expanded += 1
        yield { id: `${series}-${number}`, ...place, ...(number < last ? { meant: true } : {}) }
      }
    }
    for (let also = ALSO.exec(text.slice(readTo, readTo + NEAR)); also; ) {
      readTo += also[0].length
      yield { id: `${series}-${also[1]}`, start: readTo - (also[1] ?? '').length, end: readTo }
      also = ALSO.exec(text.slice(readTo, readTo + NEAR))
    }
  }
}

/** The same ids, each once. */
export function requirementsNamedIn(text: string, sure = false): string[] {
  const named = new Set<string>()
  for (const { id } of requirementReferences(text, sure)) {
    if (named.size >= REFERENCES) break
    named.add(id)
  }
  return [...named]
}

/** Whether an id is spelled so that it is nothing else: "R2" is also a product. */
export const isSure = (spelled: string) => SURE.test(spelled)

const SURE = /[A-Za-z][-\u2010-\u2015\u2212_]|requirement|anforderung|exigence|requisito|需求|要件/i

/** A field for requirements may name them by numbers alone. */
export function requirementsOfField(text: string): string[] {
  const named = requirementsNamedIn(text)
  if (named.length > 0 || NONE.test(text)) return named
  return /^[#\s\d,.;、，&/-]{1,200}$/.test(text)
    ? [
        ...new Set(
          (text.match(/\d{1,4}(?:\.\d{1,3})?/g) ?? []).map(
            (number) => `R-${number.replace(/^0+(?=\d)/, '')}`,
          ),
        ),
      ]
    : []
}

const PHASES = new RegExp(
  `(?<![\\p{L}])(?:${PHASE_WORDS})(?:[sn]|en)?[\\s#-]{0,3}(\\d{1,3}|[a-z]{3,6}|[ivx]{1,4}|[一二三四五六七八九十]{1,2})(?![\\p{L}\\p{N}])`,
  'giu',
)
const PHASES_SWAPPED = /第?(\d{1,3}|[一二三四五六七八九十]{1,2})(?:阶段|階段|フェーズ|段階|단계)/gu
const MORE =
  /^\s{0,3}(?:(-|–|—|to|bis|à|a|through|〜|～)|,|、|&|\+|and|und|et|y)\s{0,3}(\d{1,3})(?![\d.]*\d|\s*(?:days?|weeks?|hours?|h|d))/i

export interface PhaseReference {
  number: number
  start: number
  end: number
  /** As in `Reference`. */
  meant?: boolean
}

/** "Phase 1", "Phases 1–3", "Phases 1, 2 and 4", 第1フェーズ: each number, those inside ranges at the range's end. Linear. */
export function* phaseReferences(text: string): Generator<PhaseReference> {
  for (const pattern of [PHASES, PHASES_SWAPPED]) {
    let expanded = 0
    for (const match of text.matchAll(pattern)) {
      const first = numberOf(match[1] ?? '')
      if (first === undefined) continue
      let at = match.index + match[0].length
      yield { number: first, start: match.index, end: at }
      let before = first
      for (
        let more = MORE.exec(text.slice(at, at + NEAR));
        more;
        more = MORE.exec(text.slice(at, at + NEAR))
      ) {
        const number = Number(more[2])
        const end = at + more[0].length
        const place = { start: end - (more[2] ?? '').length, end }
        if (more[1] && number - before <= RANGE_WIDTH && expanded < REFERENCES)
          for (let between = before + 1; between < number; between += 1) {
            expanded += 1
            yield { number: between, ...place, meant: true }
          }
        yield { number, ...place }
        before = number
        at = end
      }
    }
  }
}

/** The same numbers, each once. */
export function phasesNamedIn(text: string): number[] {
  const named = new Set<number>()
  for (const { number } of phaseReferences(text)) {
    if (named.size >= REFERENCES) break
    named.add(number)
  }
  return [...named]
}

const FILES = 100
const FILE_SEPARATOR = /[,;、，；\n]|\s(?:and|und|et|y|[+&])\s/
const PATH_LENGTH = 200

/** Paths in a field for files. */
export function filesIn(text: string): string[] {
  if (NONE.test(text)) return []
  const quoted = [...text.matchAll(/`([^`\n]{1,200})`/g)].map((match) => match[1] ?? '')
  const named =
    quoted.length > 0
      ? quoted
      : text.split(FILE_SEPARATOR).map((piece) => piece.replace(/\s+[([（–—-].*$/s, ''))
  const paths = named
    .flatMap((piece) => (quoted.length > 0 ? piece.split(/,\s/) : [piece]))
    .map((piece) =>
      piece
        .trim()
        .replace(/^[*_"'“‘-]+\s*|[*_"'”’]+$/g, '')
        .replace(/[.。]$/, ''),
    )
    .filter((piece) => piece !== '' && piece.length <= PATH_LENGTH)
  return [...new Set(paths)].slice(0, FILES)
}
