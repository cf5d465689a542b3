/**
 * Ids of requirements. R-1, R1, r-01, REQ-1, RQ 1, "Requirement 1", "Anforderung 1", 需求1 are spellings of one id, R-1.
 * FR-1 and NFR-1 (F-1, NF-1, REQ-F-1, REQ-NF-1 …) number two lists beside each other: each is a series of its own.
 */
export interface RequirementId {
  /** R-1, FR-2, R-3.1 */
  id: string
  series: string
  numbers: number[]
}

export interface Definition extends RequirementId {
  /** What stands behind the id, inline Markdown without the marks around the id. */
  rest: string
  /** Marked as a definition, by bold or a separator; `R-1 holds for …` may be one, or only speak of it. */
  strong: boolean
}

export interface Mention extends RequirementId {
  /** UTF-16 code units. */
  start: number
  end: number
}

const SERIES: Record<string, string> = {
  r: 'R',
  rq: 'R',
  req: 'R',
  f: 'FR',
  fr: 'FR',
  nf: 'NFR',
  nfr: 'NFR',
  br: 'BR',
  ur: 'UR',
  sr: 'SR',
  tr: 'TR',
  us: 'US',
}
const WORD = '(?:requirement|anforderung|exigence|requisito|需求|要件|요구사항)'
const HYPHEN = '[-_.\u2010-\u2015\u2212\uff0d]'
const ID = `(?:(${WORD})[ \u00a0]?${HYPHEN}?|(?:r(?:eq)?${HYPHEN}?(nf|f)(?:r|unc)?|(req|rq|nfr|nf|fr|f|r|br|ur|sr|tr|us))(${HYPHEN}[ \u00a0]?|[ \u00a0])?)(\\d{1,6}(?:\\.\\d{1,3}){0,2})`
const AFTER = '(?![\\p{L}\\p{N}])'
const AT_START = new RegExp(
  `^([^\\p{L}\\p{N}<]{0,12}(?:<[a-z]{1,6}>)?[*_]{0,3}(?:${WORD} (?=[a-z]))?)${ID}${AFTER}((?:</[a-z]{1,6}>)?[*_\`~\\])】]*)`,
  'iu',
)
const ANYWHERE = new RegExp(`(?<![\\p{L}\\p{N}_-])${ID}${AFTER}`, 'giu')
/** `(R-1) …` is no mark: sentences speak of requirements like that. */
const MARKED = /[*_`[\]【#<\p{L}]/u
const NUMBERING = /^\d{1,3}(?:\.\d{1,3}){0,3}[.)]?\s+/
/** Marks behind it are taken along where they close (`**R-1:** text`), not where they open something. */
const SEPARATOR = /^[\s*_`]*(?:[:：.)–—|→=]+|-+(?=\s)|\u2212)(?:[*_`]+(?=\s|$))?\s*/
/** Whole remarks such as `[Must]` or `(P1)` between the id and its separator. */
const REMARK = /^\s*(\([^()]{1,40}\)|\[[^\][]{1,40}\])[\s*_`]*[:：–—-]+\s*/
const NO_DEFINITION =
  /^\s*(?:[,&/+–—~-]|(?:and|or|und|oder|to|bis|through|until|is|are|was|were|needs?|requires?|covers?|depends?|holds?)\b)/i
/** A place for links to jump to, in front of the id or inside its marks. */
const ANCHOR = /^([\s*_[]{0,5})<(a|span)\s[^<>]{0,200}>(?:\s*<\/\2>)?\s*/i
/** Characters: marks and an id are never longer. */
const START_LENGTH = 60

/** The requirement that a line, item, heading or cell begins with, if it begins with one. */
export function definitionIn(passage: string): Definition | undefined {
  const text = passage.includes('<') ? passage.replace(ANCHOR, '$1') : passage
  const start = text.slice(0, START_LENGTH)
  if (!/\d/.test(start)) return undefined
  const body = start.replace(NUMBERING, '')
  const numbering = start.length - body.length
  const match = AT_START.exec(body)
  const id = match && idOf(match, 2)
  if (!match || !id) return undefined
  const behind = text.slice(numbering + match[0].length)
  const marks = MARKED.test(match[1] ?? '') || MARKED.test(match[7] ?? '')
  const separator = SEPARATOR.exec(behind) ?? REMARK.exec(behind)
  if (!marks && !separator && behind !== '' && !/^\s/.test(behind)) return undefined
  if (!separator && NO_DEFINITION.test(behind)) return undefined
  const rest = behind.replace(SEPARATOR, '').replace(REMARK, '$1 ').trim()
  // `R-1 – R-3` and `R-1: R-2 …` speak of several.
  if (separator && /^[\s*_`]*[–—]/.test(behind) && AT_START.test(rest.slice(0, START_LENGTH)))
    return undefined
  return { ...id, rest, strong: marks || separator !== null || behind.trim() === '' }
}

/** Every id in the text, in order. Linear. */
export function* mentionsIn(text: string): Generator<Mention> {
  for (const match of text.matchAll(ANYWHERE)) {
    const id = idOf(match, 1)
    if (id) yield { ...id, start: match.index, end: match.index + match[0].length }
  }
}

function idOf(match: RegExpExecArray | RegExpMatchArray, at: number): RequirementId | undefined {
  const [word, compound, prefix, separator = '', digits = ''] = match.slice(at, at + 5)
  const name = compound ? `${compound}r`.toLowerCase() : (prefix ?? '').toLowerCase()
  const series = word ? 'R' : SERIES[name]
  if (!series) return undefined
  if (!word && !compound && !isSpelledAsId(prefix ?? '', separator)) return undefined
  const numbers = digits.split('.').map(Number)
  return { id: `${series}-${numbers.join('.')}`, series, numbers }
}

/** "us 3" and "f1" are words of other things. */
function isSpelledAsId(prefix: string, separator: string): boolean {
  if (prefix === prefix.toUpperCase()) return !/\s/.test(separator) || /^(?:R|REQ|RQ|FR|NFR)$/.test(prefix)
  return separator !== '' && (!/\s/.test(separator) || /^req$/i.test(prefix))
}
