import type { Passage } from '../passages.ts'

/** The words of RFC 2119 and RFC 8174: in capitals they alone state what must hold. */
const CAPITALS = /\b(?:MUST|SHALL|REQUIRED|SHOULD)\b/
const WORDS =
  /\b(?:must|shall|is required to|are required to|muss|müssen|soll|sollen|doit|doivent|debe|deben|deve|devem|devono|должен|должна|должно|должны)\b|なければならない|なければなりません|必要がある|ものとする|必须|必須|应当|應當|해야\s*한다/iu
const STORY = /^(?:\*{0,2}user story:?\*{0,2}:?\s*)?as an? .{1,80},? i (?:want|need|can|would like)\b/i
const HEADING = /^requirement\s*:\s*(?=\S)/i

/** The headings that OpenSpec gives requirements, and what each is called. */
export const openSpecHeadings = (all: readonly Passage[]): { passage: Passage; name: string }[] =>
  all.flatMap((passage) =>
    passage.kind === 'heading' && HEADING.test(passage.text)
      ? [{ passage, name: passage.text.replace(HEADING, '') }]
      : [],
  )

/** The passages that say what must hold: user stories where there are some; else by their words. */
export function statedIn(all: readonly Passage[]): Passage[] {
  const stories = all.filter(({ kind, text }) => kind !== 'heading' && STORY.test(text))
  if (stories.length > 0) return stories
  const prose = all.filter(({ kind, text }) => kind !== 'heading' && !text.startsWith('<!--'))
  const loud = prose.filter(({ text }) => CAPITALS.test(text) && !isDefinition(text))
  return loud.length > 0 ? loud : prose.filter(({ text }) => WORDS.test(text))
}

/** The paragraph that says how the words are meant. */
const isDefinition = (text: string): boolean => /\bRFC ?-?(?:2119|8174)\b/i.test(text)
