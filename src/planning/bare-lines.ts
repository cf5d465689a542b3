import type { Outline } from './outline.ts'
import type { Passage } from './passages.ts'

/** Characters: running text is wrapped later than this. */
const SHORT = 60

/**
 * Small models list without marks: one thing a line, which Markdown joins to a paragraph. Where nothing in the passages
 * is marked as an item, paragraphs of short lines that begin like names or sentences are taken apart again. Linear.
 */
export function withBareLines(passages: Passage[], { lines }: Outline): Passage[] {
  if (passages.some(({ kind }) => kind === 'item' || kind === 'row')) return passages
  return passages.flatMap((passage) => {
    if (passage.kind !== 'paragraph') return [passage]
    const own = []
    for (
      let index = passage.line - 1;
      (lines[index]?.end ?? Number.POSITIVE_INFINITY) <= passage.end;
      index += 1
    ) {
      const line = lines[index]
      if (line) own.push(line)
    }
    const apart = own.length > 1 && own.every(({ text }) => text.trim().length < SHORT && BEGINS.test(text))
    return apart
      ? own.map(
          ({ text, start, end, number }): Passage => ({
            ...passage,
            text: text.trim(),
            start,
            end,
            line: number,
          }),
        )
      : [passage]
  })
}

const BEGINS = /^\s*[^\p{L}\p{N}\s]{0,3}\s?[\p{Lu}\p{Lo}\p{N}]/u
