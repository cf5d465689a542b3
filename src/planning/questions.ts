import type { Missing } from './design.ts'
import { shorten } from './inline.ts'
import { listed } from './missing.ts'
import { readArea } from './questions/area.ts'
import { type Bit, bitsOf } from './questions/bits.ts'
import type { Draft } from './questions/draft.ts'
import { headsIn } from './questions/heads.ts'
import { draftsFromJson } from './questions/json.ts'
import { settle } from './questions/settle.ts'
import { isLeadIn, saysNone } from './questions/words.ts'

/** The questions that a model asks about a brief before it designs, taken apart by code. */
export interface Questions {
  /** The model's text, to the byte. */
  markdown: string
  /** In the text's order, at most MOST_QUESTIONS. None is an answer too: there is nothing to ask. */
  questions: Question[]
  /** What could not be read, or does not count, each named in a sentence. */
  missing: Missing[]
}

/** Offsets are UTF-16 code units of the text. */
export interface Question {
  /** 1 is the first. */
  number: number
  /** One line of plain text. */
  text: string
  /** What it is about, where the model gave it a heading. */
  topic?: string
  /** What in the design depends on the answer. */
  why?: string
  /** 2 to 4, the last but one that only leaves it open is always `decide`. */
  choices: Choice[]
  /** Place of the recommended one in `choices`; absent where none is. */
  recommended?: number
  start: number
  end: number
}

export interface Choice {
  /** One line of plain text. */
  text: string
  /** `decide`: whoever designs decides. `open`: it stays open, and the design says so. */
  kind: 'answer' | 'decide' | 'open'
}

export const MOST_QUESTIONS = 5
/** With "you decide". */
export const MOST_CHOICES = 4

/** UTF-16 code units; no five questions are as long. */
const LONGEST = 200_000

/** Total: any text gives Questions, what cannot be read is in `missing`. Linear in the text's length. */
export function parseQuestions(markdown: string): Questions {
  if (markdown.replace(/^\uFEFF/, '').trim() === '')
    return { markdown, questions: [], missing: [{ code: 'text:empty', message: 'The text is empty.' }] }
  const text = markdown.slice(0, LONGEST)
  const read = readJson(text) ?? readMarkdown(text)
  const settled = settle(read.drafts)
  const missing = [...settled.missing, ...besides(read)]
  if (markdown.length > LONGEST)
    missing.push({
      code: 'text:too-long',
      message: `Only the first ${LONGEST} characters of the text were read.`,
    })
  return { markdown, questions: settled.questions, missing }
}

interface Reading {
  drafts: Draft[]
  /** What belongs to no question. */
  rest: string[]
}

function readJson(text: string): Reading | undefined {
  const drafts = draftsFromJson(text)
  return drafts && { drafts, rest: drafts.length === 0 ? ['No questions.'] : [] }
}

function readMarkdown(markdown: string): Reading {
  const read = readBits(markdown)
  if (read.drafts.length > 0 || !read.hasCode) return read
  // All of it may stand in a block that is no Markdown by its name.
  return readBits(markdown.replace(/^[ \t]*(?:`{3,}|~{3,})[^\n]*/gm, (fence) => ' '.repeat(fence.length)))
}

function readBits(markdown: string): Reading & { hasCode: boolean } {
  const { bits, hasCode } = bitsOf(markdown)
  const heads = headsIn(bits)
  const before = bits.slice(0, heads[0] ?? bits.length)
  const rest = before.filter(({ kind }) => kind !== 'heading' || heads.length === 0).map(({ text }) => text)
  let topic = groupAbove(bits, heads[0] ?? 0)
  const drafts = heads.flatMap((place, at) => {
    const head = bits[place]
    if (!head) return []
    const end = heads[at + 1] ?? bits.length
    // A heading right before the next question is that one's.
    const below = head.kind === 'heading' ? undefined : groupAbove(bits, end)
    const area = readArea(head, bits.slice(place + 1, below === undefined ? end : end - 1))
    rest.push(...area.rest)
    if (topic !== undefined && head.kind !== 'heading') area.draft.topic ??= topic
    topic = below ?? topic
    return [area.draft]
  })
  return { drafts, rest, hasCode }
}

/** A heading of the second level or deeper, which says what the questions below it are about. */
function groupAbove(bits: readonly Bit[], place: number): string | undefined {
  const above = bits[place - 1]
  return above?.kind === 'heading' && above.level > 1 ? above.text : undefined
}

function besides({ drafts, rest }: Reading): Missing[] {
  const isThere = drafts.length > 0
  if (!isThere && rest.some(saysNone)) return []
  const unread = rest.filter((text) => text !== '' && !(isThere && (isLeadIn(text) || saysNone(text))))
  const said = unread.map((text) => `“${shorten(text, 160)}”`)
  if (isThere)
    return said.length === 0
      ? []
      : [{ code: 'text:beside', message: `This belongs to no question and was not read: ${listed(said)}.` }]
  const message =
    said.length === 0
      ? 'No question could be read.'
      : `No question could be read. The text says: ${listed(said.slice(0, 3))}.`
  return [{ code: 'questions:none', message }]
}
