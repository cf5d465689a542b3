import type { JournalEvent } from './journal.ts'
import type { Order, Run } from './run.ts'

/**
 * The compact form of an ended run: `devussy-pack VERSION HEAD SUM LINESUM\n`, HEAD bytes of the head, then the parts
 * one after another. Head and parts are JSON, compressed with Zstandard; SUM is the CRC-32 of the head as it stands in
 * the file, LINESUM that of the line before it. A later version keeps the first line as it is.
 * A part holds the texts of its tokens as one text and their lengths, and what else happened as it was.
 */
export interface PackHead {
  /** As its end left it. */
  run: Run
  /** ISO 8601, UTC. */
  endedAt: string
  order: Order
  /** Number of the last event, which is the end. */
  last: number
  owner: string
  /** See JournalState. */
  sure?: number
  parts: PartPlace[]
}

export interface PartPlace {
  /** Number of its first event. */
  first: number
  bytes: number
  /** CRC-32 of these bytes. */
  sum: number
}

interface PartContent {
  text: string
  /** An event each: UTF-16 code units of a token's text, or OTHER. */
  lengths: number[]
  /** Type and JSON, by turns, of each event that is OTHER. */
  other: string[]
}

const OTHER = -1
const VERSION = 1
const LEVEL = 9

/** The pack was written by a newer version of the program. */
export class PackTooNew extends Error {
  override readonly name = 'PackTooNew'
}

const tokenJson = (content: string): string => JSON.stringify({ content })

/** Makes a part of events, which are given in order. */
export class PartWriter {
  /** UTF-16 code units of the events' JSON so far. */
  size = 0
  private readonly texts: string[] = []
  private readonly lengths: number[] = []
  private readonly other: string[] = []

  constructor(readonly first: number) {}

  get count(): number {
    return this.lengths.length
  }

  add({ type, json }: JournalEvent): void {
    const content = type === 'token' ? contentOf(json) : undefined
    this.lengths.push(content?.length ?? OTHER)
    if (content === undefined) this.other.push(type, json)
    else this.texts.push(content)
    this.size += json.length
  }

  /** Its compact form, before compression. */
  encode(): string {
    const part: PartContent = { text: this.texts.join(''), lengths: this.lengths, other: this.other }
    return JSON.stringify(part)
  }
}

/** The token's text, where that alone gives the JSON back to the byte. */
function contentOf(json: string): string | undefined {
  const { content } = JSON.parse(json) as { content?: unknown }
  return typeof content === 'string' && tokenJson(content) === json ? content : undefined
}

/** Gives back the events of a part as a PartWriter was given them. */
export class Part {
  private readonly content: PartContent
  /** Where each event's text, or its place among the others, begins. */
  private readonly starts: number[]

  constructor(
    encoded: string,
    private readonly first: number,
  ) {
    this.content = JSON.parse(encoded) as PartContent
    let text = 0
    let other = 0
    this.starts = this.content.lengths.map((length) => {
      if (length !== OTHER) text += length
      else other += 2
      return length === OTHER ? other - 2 : text - length
    })
  }

  /** At most `max` events from number `from` on. */
  events(from: number, max: number): JournalEvent[] {
    const found: JournalEvent[] = []
    const { length } = this.starts
    for (let at = Math.max(0, from - this.first); at < length && found.length < max; at += 1)
      found.push(this.event(at))
    return found
  }

  private event(at: number): JournalEvent {
    const { text, lengths, other } = this.content
    const n = this.first + at
    const start = this.starts[at] ?? 0
    const length = lengths[at] ?? 0
    if (length === OTHER) return { n, type: other[start] ?? '', json: other[start + 1] ?? '' }
    return { n, type: 'token', json: tokenJson(text.slice(start, start + length)) }
  }
}

export const sumOf = (bytes: Uint8Array): number => Bun.hash.crc32(bytes)

/** Off the thread that serves streams. */
export const compress = (text: string): Promise<Buffer> => Bun.zstdCompress(text, { level: LEVEL })

export async function decompress(bytes: Uint8Array, sum: number): Promise<string> {
  if (sumOf(bytes) !== sum) throw new Error('the sum does not fit')
  return (await Bun.zstdDecompress(bytes)).toString('utf8')
}

const hex = (sum: number): string => sum.toString(16).padStart(8, '0')

export async function encodeHead(head: PackHead): Promise<Buffer> {
  const bytes = await compress(JSON.stringify(head))
  return Buffer.concat([Buffer.from(firstLine(VERSION, bytes)), bytes])
}

export function firstLine(version: number, head: Uint8Array): string {
  const line = `devussy-pack ${version} ${head.length} ${hex(sumOf(head))}`
  return `${line} ${hex(sumOf(Buffer.from(line)))}\n`
}

/** Longest first line. */
export const FIRST_LINE = 64

/** What a pack's first line says: where its head lies, and its sum. Throws PackTooNew, or an error where it is none. */
export function readFirstLine(text: string): { offset: number; bytes: number; sum: number } {
  const [all, line = '', version, bytes, sum = '', lineSum] =
    /^(devussy-pack (\d+) (\d+) ([0-9a-f]{8})) ([0-9a-f]{8})\n/.exec(text) ?? []
  if (!all || lineSum !== hex(sumOf(Buffer.from(line)))) throw new Error('this is no pack')
  if (Number(version) > VERSION)
    throw new PackTooNew('This run was packed by a newer version of the program.')
  return { offset: all.length, bytes: Number(bytes), sum: Number.parseInt(sum, 16) }
}
