import { plainText, shorten } from '../inline.ts'
import { type BlockView, placeOf, type Role, type Statement } from './block-view.ts'
import type { Fault } from './rule.ts'
import { type Vocabulary, wordIn } from './vocabulary.ts'

const QUOTED = 80

/** A text of a model in a message: without marks and line ends, 80 characters at most. */
export const quote = (text: string): string =>
  `“${shorten(plainText(text.slice(0, 400)).replace(/\s+/g, ' '), QUOTED)}”`

/** What a requirement or an objective is called in a message. */
export const nameOf = ({ id, said }: Statement): string => id ?? quote(said)

/** A fault of the statements of these roles that say one of the words; the first word of each. */
export function* faultsOfWords(
  block: BlockView,
  roles: readonly Role[],
  words: Vocabulary,
  fault: (word: string, statement: Statement) => { message: string; suggestion: string } | undefined,
): Generator<Fault> {
  for (const statement of block.statements) {
    if (!roles.includes(statement.role)) continue
    const word = wordIn(statement, words)
    const found = word === undefined ? undefined : fault(word, statement)
    if (word !== undefined && found)
      yield { ...placeOf(block, statement, word), words: `${statement.id} ${word}`, ...found }
  }
}

/** A fault of a whole statement. */
export const faultOf = (statement: Statement, message: string, suggestion?: string): Fault => ({
  start: statement.start,
  end: statement.end,
  words: statement.text,
  message,
  suggestion,
})
