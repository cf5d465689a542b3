import { mentionsIn } from '../requirement-id.ts'
import { NONE } from './fields.ts'
import { numberOf } from './number-words.ts'
import { PHASE_WORDS } from './phase-heading.ts'

/** What a field names: requirements, phases, files. */

const RANGE_WIDTH = 200
/** Ids of one field; more are not a person's plan. */
const REFERENCES = 1000
const RANGE_END =
  /^[\s*_`]{0,4}(?:–|—|…|\.{2,3}|-|~|〜|～|to |through |thru |bis |à |a |hasta |至|到|から)\s?[*_`]{0,3}(?:[A-Za-z]{1,3}[-_ ]?|需求|要件)?(\d{1,4})(?![\d.]*\d)/i
const ALSO =
  /^[\s*_`]{0,4}(?:,|、|，|\/|&|and |und |et |y )\s?(\d{1,3}(?:\.\d{1,3})?)(?![\d.]*\d|\s*[\p{L}%])/iu

/**
 * Ids of requirements in the text's order, each once, with those inside ranges ("R-1 to R-4", "R-1–R-4", "R-1…4"). `sure`:
 * only spellings that are nothing else ("R2" is also a product).
 */
export function requirementsNamedIn(text: string, sure = false): string[] {
  const named = new Set<string>()
  let readTo = 0
  for (const mention of mentionsIn(text)) {
    if (named.size >= REFERENCES) break
    if (mention.start < readTo) continue
    if (sure && !SURE.test(text.slice(mention.start, mention.end))) continue
    named.add(mention.id)
    readTo = mention.end
    const first = mention.numbers[0] ?? 0
    const range = RANGE_END.exec(text.slice(readTo, readTo + 24))
    if (range) {
      readTo += range[0].length
      const last = Number(range[1])
      if (last - first > RANGE_WIDTH) named.add(`${mention.series}-${last}`)
      else for (let number = first + 1; number <= last; number += 1) named.add(`${mention.series}-${number}`)
    }
    for (;;) {
      const also = ALSO.exec(text.slice(readTo, readTo + 24))
      if (!also || named.size >= REFERENCES) break
      named.add(`${mention.series}-${also[1]}`)
      readTo += also[0].length
    }
  }
  return [...named]
}

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

/** Numbers of phases that a text names: "Phase 1", "Phases 1–3", "Phases 1, 2 and 4". */
export function phasesNamedIn(text: string): number[] {
  const named = new Set<number>()
  for (const pattern of [PHASES, PHASES_SWAPPED])
    for (const match of text.matchAll(pattern)) {
      const first = numberOf(match[1] ?? '')
      if (first === undefined || named.size >= REFERENCES) continue
      named.add(first)
      let before = first
      let at = match.index + match[0].length
      for (let more = MORE.exec(text.slice(at, at + 20)); more; more = MORE.exec(text.slice(at, at + 20))) {
        const number = Number(more[2])
        if (more[1] && number - before <= RANGE_WIDTH)
          for (let between = before + 1; between < number; between += 1) named.add(between)
        named.add(number)
        before = number
        at += more[0].length
        if (named.size >= REFERENCES) break
      }
    }
  return [...named]
}

const FILES = 100
const PATH_LENGTH = 200

/** Paths in a field for files. */
export function filesIn(text: string): string[] {
  if (NONE.test(text)) return []
  const quoted = [...text.matchAll(/`([^`\n]{1,200})`/g)].map((match) => match[1] ?? '')
  const named =
    quoted.length > 0
      ? quoted
      : text
          .split(/[,;、，；\n]|\s(?:and|und|et|y)\s|\s[+&]\s/)
          .map((piece) => piece.replace(/\s+[([（–—-].*$/s, ''))
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
