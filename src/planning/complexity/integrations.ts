import { NO_NAMES, NO_SERVICE_ENTRY } from './services.ts'
import type { Sentence, Word } from './words.ts'
import { fold } from './words.ts'

/** Services that no list knows, told by how they are written: "the Acme API", and what a person lists as APIs. */
export interface Unlisted {
  name: string
  first: number
  last: number
  start: number
  end: number
}

/** Words of a name in front of "API". */
const NAME = 2

/** "the Acme API", "Acme Cloud API"; not "a REST API", "The API", "Our API", nor what is a language or framework. */
export function unlistedIn({ words }: Sentence, text: string, own: ReadonlySet<string>): Unlisted[] {
  const found: Unlisted[] = []
  for (const [at, word] of words.entries()) {
    if (!/^apis?$/.test(word.text) || !/joined|hyphen/.test(word.gap)) continue
    let first = at
    while (first > 0 && at - first < NAME && isName(words, first - 1, own)) first -= 1
    const start = words[first]?.start
    const last = words[at - 1]
    if (first === at || start === undefined || !last) continue
    found.push({ name: text.slice(start, last.end), first, last: at, start, end: word.end })
  }
  return found
}

/** A capital in the middle of a sentence; at its beginning it says nothing. */
function isName(words: Word[], at: number, own: ReadonlySet<string>): boolean {
  const word = words[at]
  const next = words[at + 1]
  if (!word || word.run || !word.capital || at === 0) return false
  if (!/joined|hyphen/.test(next?.gap ?? '')) return false
  return !NO_NAMES.has(word.text) && !own.has(word.text) && word.text.length > 1
}

/** A name that a person entered as an API; undefined where it names none. */
export function nameOfEntry(entry: string): string | undefined {
  const name = entry
    .slice(0, 80)
    .toWellFormed()
    .replace(/^[\s"'`*-]+|[\s"'`*.-]+$/g, '')
    .replace(/[\s-]+(?:rest |web )?(?:api|apis|sdk)$/i, '')
  return name === '' || !/[\p{L}\p{N}]/u.test(name) || NO_SERVICE_ENTRY.test(name) ? undefined : name
}

export const keyOfService = (name: string): string => fold(name).replace(/[^\p{L}\p{N}]/gu, '')

/** The first few each are work of their own; further ones follow a pattern that is there by then. */
export const pointsOfService = (index: number): number => (index < 4 ? 1 : index < 8 ? 0.5 : 0)
