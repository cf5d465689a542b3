/** A text as sentences of words, each with its place, so that what is found can be shown where it stands. */

/** What stands between a word and the one before it. `joined` and `hyphen` let both belong to one phrase. */
export type Gap = 'joined' | 'hyphen' | 'comma' | 'slash' | 'colon' | 'dash' | 'bracket' | 'none'

export interface Word {
  /** Lower case, without accents: "é" is "e". Japanese and Chinese as they stand, a whole run of them. */
  text: string
  /** UTF-16 code units. */
  start: number
  end: number
  gap: Gap
  /** How it is written: `Stripe`, `STRIPE`. */
  capital: boolean
  shouted: boolean
  /** Japanese or Chinese: words without blanks between them. */
  run: boolean
}

export interface Sentence {
  words: Word[]
  start: number
  end: number
  /** It ends in a question mark. */
  asks: boolean
}

const RUN = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー々]+'
const LETTERS = '[[\\p{L}\\p{M}\\p{N}]--[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー々]]'
/** "user's" is "user"; "doesn't" stays whole; "l'accès" is two words. */
const WORD = new RegExp(`(${RUN})|(${LETTERS}+)(?:['’](t|s|re|ve|ll|d|m)(?!${LETTERS}))?`, 'gv')
/** Nothing that is looked for is longer. */
const LONGEST = 60

export function fold(word: string): string {
  return word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Linear. */
export function sentencesIn(text: string): Sentence[] {
  const sentences: Sentence[] = []
  let words: Word[] = []
  let end = 0
  let lineStart = 0
  const close = (asks: boolean) => {
    const [first] = words
    if (first) sentences.push({ words, start: first.start, end, asks })
    words = []
  }
  for (const match of text.matchAll(WORD)) {
    const between = text.slice(end, match.index)
    const broken = between.includes('\n') || between.includes('\r')
    const ended = endsSentence(between, end - lineStart, words.at(-1)?.text ?? '')
    if (ended) close(/[?？]/.test(between))
    if (broken) lineStart = match.index
    const word = wordOf(match, ended ? 'none' : gapOf(between))
    end = match.index + match[0].length
    if (word) words.push(word)
  }
  close(/^[^\p{L}]{0,4}[?？]/u.test(text.slice(end, end + 5)))
  return sentences
}

function wordOf(match: RegExpExecArray, gap: Gap): Word | undefined {
  const [whole, run, letters = '', tail] = match
  const place = { start: match.index, end: match.index + whole.length, gap }
  if (run !== undefined) return { ...place, text: run, capital: false, shouted: false, run: true }
  const negated = tail === 't' && /n$/i.test(letters)
  const text = letters.length > LONGEST ? '' : fold(letters) + (negated ? "'t" : '')
  const capital = /^\p{Lu}/u.test(letters)
  return { ...place, text, capital, shouted: capital && letters === letters.toUpperCase(), run: false }
}

/** Lines shorter than this were not broken by an editor that wraps: each says something of its own. */
const WRAPPED = 50

function endsSentence(between: string, lineLength: number, before: string): boolean {
  if (/[!?;。！？；]/.test(between)) return true
  // "e.g. Stripe" goes on.
  if (/\.(?:["'”’)\]*_]*\s)/.test(between))
    return before.length > 1 || /\d/.test(before) || between.includes('\n')
  const line = /[\n\r]/.exec(between)
  if (!line) return false
  const after = between.slice(line.index)
  return lineLength < WRAPPED || /\n[^\S\n]*\r?\n|[#>|•*+\-–\d]/.test(after)
}

function gapOf(between: string): Gap {
  if (/[,，、]/.test(between)) return 'comma'
  if (/[:：|=→]/.test(between)) return 'colon'
  if (/[()（）[\]「」『』]/.test(between)) return 'bracket'
  if (/[—–]|\s-+\s/.test(between)) return /\s|—/.test(between) ? 'dash' : 'hyphen'
  if (/[/&+]/.test(between)) return 'slash'
  if (between === '-' || between === '\u2010' || between === '\u2011') return 'hyphen'
  return /[.…]/.test(between) ? 'none' : 'joined'
}
