import { shorten } from './inline.ts'
import type { Outline } from './outline.ts'
import type { Passage } from './passages.ts'

const TERMINAL = /[.!?。！？…]["'”’»)\]*_`]*$/
const OPEN_END =
  /[,;:，、；：([–—-]$|\s(?:the|a|an|and|or|of|to|with|for|in|by|that|which|is|are|und|oder|der|die|das|mit|für|et|le|la|de|y|el)$/i
/** Characters: a shorter paragraph may be a label or a signature. */
const SENTENCE = 40

/** Says where the text breaks off in the middle of something; undefined where its end looks like one. */
export function cutOff({ lines }: Outline, passages: Passage[]): string | undefined {
  const last = passages.at(-1)
  const lastLine = lines.findLast(({ text }) => text.trim() !== '')
  if (!last || !lastLine || lastLine.code) return undefined
  const quote = `“${tail(last.text)}”`
  if (last.kind === 'heading') return `The text ends with the heading ${quote}; nothing stands below it.`
  if (lastLine.end > last.end) return undefined
  if (last.kind === 'row')
    return rowIsCut(last, passages.at(-2))
      ? `The text breaks off in the middle of a table, at ${quote}.`
      : undefined
  return sentenceIsCut(last, passages)
    ? `The text breaks off in the middle of a sentence, at ${quote}.`
    : undefined
}

function rowIsCut(row: Passage, above: Passage | undefined): boolean {
  const closed = row.text.endsWith('|') || above?.kind !== 'row' || !above.text.endsWith('|')
  return !closed || row.cells.length < row.columns.length
}

function sentenceIsCut(last: Passage, passages: Passage[]): boolean {
  const text = last.text.trim()
  if (OPEN_END.test(text.slice(-SENTENCE)) || hasOpenMark(text)) return true
  if (TERMINAL.test(text.slice(-SENTENCE))) return false
  if (last.kind === 'paragraph') return text.length >= SENTENCE
  // Lists go without full stops; but if all the others have one, this one lacks it.
  const others = passages.slice(-4, -1).filter(({ kind }) => kind === 'item')
  return others.length >= 2 && others.every((other) => TERMINAL.test(other.text.slice(-SENTENCE)))
}

const hasOpenMark = (text: string) =>
  (text.split('**').length % 2 === 0 || text.split('`').length % 2 === 0) && !text.includes('\\')

const tail = (text: string) =>
  text.length > SENTENCE ? `…${text.slice(-SENTENCE).toWellFormed()}` : shorten(text, SENTENCE)
