import { fold, type Word } from './words.ts'

/**
 * Phrases, and what each stands for. How they are written:
 * `account` also accounts · `sync+` also syncs, synced, syncing · `authenticat*` whatever begins so · `*anmeldung`
 * whatever ends so · `real~time` also "realtime" and "real-time" · `patients=` exactly so · `^Notion` only with a
 * capital · `^^LINE` only in capitals · `!logged in` a state: "not logged in" speaks of it too · `マップ` a whole run of
 * Katakana, `*アプリ*` also inside one; other Japanese and Chinese anywhere in a run.
 * Of two phrases that begin at one word the longer one counts.
 */
export interface Found<T> {
  meanings: Meaning<T>[]
  /** Words it takes; for a run of Japanese it lies inside one. */
  first: number
  last: number
  start: number
  end: number
}

export interface Meaning<T> {
  value: T
  /** A denial does not undo it. */
  state: boolean
  capital: '' | '^' | '^^'
}

interface Node<T> {
  exact: Map<string, Node<T>>
  prefixes: Map<string, Node<T>>
  suffixes: Map<string, Node<T>>
  meanings: Meaning<T>[]
}

interface Unspaced<T> {
  term: string
  meaning: Meaning<T>
  openBefore: boolean
  openAfter: boolean
}

const STEM = { least: 3, most: 24 }

export class Lexicon<T> {
  readonly #root: Node<T> = node()
  readonly #unspaced = new Map<string, Unspaced<T>[]>()

  /** `phrases` are separated by commas. */
  add(phrases: string, value: T): this {
    for (const written of phrases.split(',').map((phrase) => phrase.trim())) {
      if (written === '') continue
      const state = written.startsWith('!')
      const capital = (/^!?(\^{0,2})/.exec(written)?.[1] ?? '') as Meaning<T>['capital']
      const phrase = written.replace(/^!?\^{0,2}/, '')
      const meaning = { value, state, capital }
      if (UNSPACED.test(phrase)) this.#addUnspaced(phrase, meaning)
      else for (const words of spellings(phrase)) this.#addWords(words, meaning)
    }
    return this
  }

  /** Every phrase in the words of a sentence. Linear. */
  find(words: Word[], text: string): Found<T>[] {
    const found: Found<T>[] = []
    for (let at = 0; at < words.length; at += 1) {
      const word = words[at]
      if (!word) break
      if (word.run) {
        found.push(...this.#findInRun(word, at, text))
        continue
      }
      const match = longest(this.#root, words, at)
      const last = match && words[match.last]
      if (!match || !last) continue
      found.push({ meanings: match.meanings, first: at, last: match.last, start: word.start, end: last.end })
      at = match.last
    }
    return found
  }

  #addWords(words: string[], meaning: Meaning<T>) {
    let places = [this.#root]
    for (const word of words) places = places.flatMap((place) => childrenFor(place, word))
    for (const place of places) place.meanings.push(meaning)
  }

  #addUnspaced(phrase: string, meaning: Meaning<T>) {
    const term = phrase.replaceAll('*', '')
    const whole = /^[\p{Script=Katakana}ー]+$/u.test(term)
    const key = term.slice(0, 1)
    const entry = {
      term,
      meaning,
      openBefore: !whole || phrase.startsWith('*'),
      openAfter: !whole || phrase.endsWith('*'),
    }
    const list = this.#unspaced.get(key) ?? []
    list.push(entry)
    list.sort((a, b) => b.term.length - a.term.length)
    this.#unspaced.set(key, list)
  }

  #findInRun(word: Word, index: number, text: string): Found<T>[] {
    const found: Found<T>[] = []
    for (let at = word.start; at < word.end; at += 1) {
      const fits = (this.#unspaced.get(text.slice(at, at + 1)) ?? []).filter(
        ({ term, openBefore, openAfter }) =>
          text.startsWith(term, at) &&
          at + term.length <= word.end &&
          (openBefore || !KATAKANA.test(text.slice(at - 1, at))) &&
          (openAfter || !KATAKANA.test(text.slice(at + term.length, at + term.length + 1))),
      )
      const length = fits[0]?.term.length
      if (length === undefined) continue
      const meanings = fits.filter(({ term }) => term.length === length).map(({ meaning }) => meaning)
      found.push({ meanings, first: index, last: index, start: at, end: at + length })
      at += length - 1
    }
    return found
  }
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const KATAKANA = /[\p{Script=Katakana}ー]/u

const node = <T>(): Node<T> => ({
  exact: new Map(),
  prefixes: new Map(),
  suffixes: new Map(),
  meanings: [],
})

function childrenFor<T>(place: Node<T>, word: string): Node<T>[] {
  const child = (map: Map<string, Node<T>>, key: string) => {
    const there = map.get(key) ?? node<T>()
    map.set(key, there)
    return there
  }
  if (word.startsWith('*')) return [child(place.suffixes, word.slice(1))]
  if (word.endsWith('*')) return [child(place.prefixes, word.slice(0, -1))]
  return formsOf(word).map((form) => child(place.exact, form))
}

/** `a~b c` is "a b c" and "ab c". */
function spellings(phrase: string): string[][] {
  const apart = phrase.replaceAll('~', ' ').split(' ').map(clean)
  return phrase.includes('~') ? [apart, phrase.replaceAll('~', '').split(' ').map(clean)] : [apart]
}

const clean = (word: string) => (/[*+=]/.test(word) ? word.replace(/[^*+=]+/u, fold) : fold(word))

/** The inflections of English, which are often those of French and Spanish too. */
function formsOf(word: string): string[] {
  if (word.endsWith('=')) return [word.slice(0, -1)]
  if (word.endsWith('+')) return verbForms(word.slice(0, -1))
  return word.length < STEM.least ? [word] : [word, ...pluralsOf(word)]
}

function pluralsOf(word: string): string[] {
  if (/(?:s|x|z|ch|sh)$/.test(word)) return [`${word}es`]
  if (/[^aeiou]y$/.test(word)) return [`${word.slice(0, -1)}ies`]
  return /[nrld]$/.test(word) ? [`${word}s`, `${word}es`] : [`${word}s`]
}

function verbForms(verb: string): string[] {
  const stem = /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}i` : verb.replace(/e$/, '')
  const doubled = /[^aeiou][aeiou][bdglmnprt]$/.test(verb) ? `${verb}${verb.at(-1)}` : stem
  return [
    ...new Set([
      verb,
      ...pluralsOf(verb),
      `${verb.replace(/e$/, '')}ing`,
      `${doubled}ing`,
      `${doubled}ed`,
      `${stem}ed`,
    ]),
  ]
}

function longest<T>(
  root: Node<T>,
  words: Word[],
  from: number,
): { meanings: Meaning<T>[]; last: number } | undefined {
  let best: { meanings: Meaning<T>[]; last: number } | undefined
  let places = [root]
  for (let at = from; at < words.length && places.length > 0; at += 1) {
    const word = words[at]
    if (!word || word.run || word.text === '') break
    if (at > from && word.gap !== 'joined' && word.gap !== 'hyphen') break
    places = places.flatMap((place) => stepsTo(place, word.text))
    const meanings = places
      .flatMap((place) => place.meanings)
      .filter((meaning) => isWritten(meaning, words[from]))
    if (meanings.length > 0) best = { meanings, last: at }
  }
  return best
}

function isWritten<T>({ capital }: Meaning<T>, word: Word | undefined): boolean {
  if (capital === '') return true
  return capital === '^' ? word?.capital === true : word?.shouted === true
}

function stepsTo<T>(place: Node<T>, text: string): Node<T>[] {
  const steps: Node<T>[] = []
  const exact = place.exact.get(text)
  if (exact) steps.push(exact)
  const most = Math.min(text.length, STEM.most)
  for (let length = STEM.least; length <= most; length += 1) {
    const prefix = place.prefixes.size > 0 ? place.prefixes.get(text.slice(0, length)) : undefined
    const suffix = place.suffixes.size > 0 ? place.suffixes.get(text.slice(-length)) : undefined
    if (prefix) steps.push(prefix)
    if (suffix) steps.push(suffix)
  }
  return steps
}
