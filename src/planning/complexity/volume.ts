import type { Sentence, Word } from './words.ts'

/** Figures that say how much data there is: "10 million rows", "2 TB", "5,000 requests per second", "100万件". */

export interface Figure {
  first: number
  last: number
  start: number
  end: number
}

/** From here on it has to be thought about. */
const MANY = 1_000_000
const GIGABYTES = 100
const A_SECOND = 1000

const SCALES: Record<string, number> = {
  k: 1e3,
  thousand: 1e3,
  tausend: 1e3,
  mille: 1e3,
  mil: 1e3,
  m: 1e6,
  mio: 1e6,
  million: 1e6,
  millions: 1e6,
  millionen: 1e6,
  millones: 1e6,
  billion: 1e9,
  billions: 1e9,
  mrd: 1e9,
  milliarden: 1e9,
  milliards: 1e9,
}
const GIGA: Record<string, number> = {
  gb: 1,
  gib: 1,
  gigabyte: 1,
  gigabytes: 1,
  go: 1,
  tb: 1e3,
  tib: 1e3,
  terabyte: 1e3,
  terabytes: 1e3,
  to: 1e3,
  pb: 1e6,
  petabytes: 1e6,
}
const MONEY = /^(?:dollars?|euros?|eur|usd|gbp|pounds?|yen|chf|francs?|dolares|euro|円|元)/
const LENGTHS = /^(?:years?|jahre|ans|anos|km|miles|meters?|metres?)$/

export function figuresIn({ words }: Sentence, text: string): Figure[] {
  const found: Figure[] = []
  for (const [at, word] of words.entries()) {
    const digits = /^(\d{1,12})(k|m|gb|tb|pb|gib|tib)?$/.exec(word.text)
    if (!digits || isPartOfNumber(words, at)) continue
    let value = Number(digits[1])
    let last = at
    while (isGroup(words, last, text)) {
      last += 1
      value = value * 1000 + Number(words[last]?.text)
    }
    const glued = digits[2]
    const next = words[last + 1]
    const unit = glued ?? (next && /joined|hyphen/.test(next.gap) ? next.text : '')
    if (/[$€£¥]\s?$/.test(text.slice(Math.max(0, word.start - 2), word.start))) continue
    const unitAt = glued || !(Object.hasOwn(SCALES, unit) || Object.hasOwn(GIGA, unit)) ? last : last + 1
    const behind = words.slice(unitAt + 1, unitAt + 6)
    if (MONEY.test(behind[0]?.text ?? '') || LENGTHS.test(behind[0]?.text ?? '')) continue
    if (!isMuch(value, unit, behind) && !isMuchUnspaced(value, next)) continue
    const end = words[unitAt]?.end ?? word.end
    found.push({ first: at, last: unitAt, start: word.start, end })
  }
  return found
}

function isMuch(value: number, unit: string, behind: Word[]): boolean {
  // "go" and "to" are French units and English words.
  if (Object.hasOwn(GIGA, unit) && !/^(?:go|to)$/.test(unit)) return value * (GIGA[unit] ?? 0) >= GIGABYTES
  const scaled = value * (Object.hasOwn(SCALES, unit) ? (SCALES[unit] ?? 1) : 1)
  return scaled >= (isPerSecond(behind) ? A_SECOND : MANY)
}

const isPerSecond = (behind: Word[]) =>
  behind.some(
    ({ text }, index) =>
      /^(?:per|a|each|every|pro|par|por)$/.test(text) &&
      /^(?:second|sekunde|seconde|segundo)$/.test(behind[index + 1]?.text ?? ''),
  ) || /^(?:rps|qps|tps)$/.test(behind[0]?.text ?? '')

const isMuchUnspaced = (value: number, next: Word | undefined): boolean => {
  if (!next?.run || MONEY.test(next.text.slice(1))) return false
  const scale = { 万: 1e4, 億: 1e8, 亿: 1e8 }[next.text.slice(0, 1)] ?? 1
  return value * scale >= MANY
}

/** "10,000,000": the comma stands without a blank. */
function isGroup(words: Word[], at: number, text: string): boolean {
  const word = words[at]
  const next = words[at + 1]
  if (!word || !next || !/^\d{3}$/.test(next.text)) return false
  return next.start - word.end === 1 && /[,.'’ \u00a0\u202f]/.test(text.slice(word.end, next.start))
}

const isPartOfNumber = (words: Word[], at: number) =>
  /^\d+$/.test(words[at - 1]?.text ?? '') && (words[at]?.start ?? 0) - (words[at - 1]?.end ?? 0) === 1
