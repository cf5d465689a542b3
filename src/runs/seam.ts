import { type Ending, endingOf, isRepetition } from './repetition.ts'

/**
 * Joins what a model writes after it was asked to go on with the text that was kept. Models repeat: a tail of their own
 * text that begins anywhere, the heading they stood under, or the whole document from its start. The first words are held
 * back until it is clear how much of them stands there already; what is not a repetition goes on to the byte. A sentence
 * such as "Sure, I'll continue:" stays: no rule can tell it from a document's own words.
 */
export class Seam {
  private held = ''
  private mode: 'looking' | 'restarted' | 'behind' | 'joined'
  private readonly ending: Ending
  private readonly beginning: string
  private readonly window: string
  /** Before this place in the window nothing agrees with what has come. */
  private place = 0
  private readonly anchor: string
  /** How often the model has to write the anchor before it has come past the end of the text. */
  private anchorsLeft = 0

  constructor(private readonly kept: string) {
    this.ending = endingOf(kept)
    this.beginning = kept.trimStart().slice(0, WINDOW)
    this.window = kept.slice(-WINDOW)
    this.anchor = lastLines(this.ending.text)
    this.mode = this.beginning === '' ? 'joined' : 'looking'
  }

  /** True when the model wrote the document anew and never came past the place where it should have gone on. */
  get startedOver(): boolean {
    return this.mode === 'restarted'
  }

  /** The part of what has come that goes into the document; empty while it cannot be told yet. */
  push(text: string): string {
    if (this.mode === 'joined') return text
    this.held += text
    if (this.mode === 'restarted') return this.passAnchor()
    if (this.mode === 'behind') return this.passBlanks()
    return this.undecided() ? '' : this.join()
  }

  /** What was still held back when the model ended. */
  end(): string {
    const last = this.mode === 'looking' ? this.join() : ''
    return this.mode === 'behind' ? afterRepetition(this.ending, this.held) : last
  }

  /** More text could still show a longer repetition. Blanks alone show nothing: they may end a line or not. */
  private undecided(): boolean {
    if (this.held.length > WINDOW) return false
    const start = this.held.trim()
    // A longer text is found no earlier than its beginning was: the window is gone through once.
    if (this.place >= 0) this.place = this.window.indexOf(start, this.place)
    return this.place >= 0 || this.beginning.startsWith(start) || `${this.ending.heading}\n`.startsWith(start)
  }

  private join(): string {
    const start = this.held.trimStart()
    const lead = this.held.slice(0, this.held.length - start.length)
    const repeated = overlap(this.ending, start, lead)
    if (repeated > 0) return this.goOnBehind(start.slice(repeated))
    if (sameFirstLine(this.beginning, start)) {
      this.mode = 'restarted'
      this.anchorsLeft = occurrences(this.kept, this.anchor)
      return this.passAnchor()
    }
    const { heading } = this.ending
    // The heading of the part it is in: no document has it twice with nothing but its own text between.
    if (heading !== '' && firstLine(start).trimEnd() === heading)
      return this.goOnBehind(start.slice(heading.length))
    this.mode = 'joined'
    return this.held
  }

  private goOnBehind(rest: string): string {
    this.mode = 'behind'
    this.held = rest
    return this.passBlanks()
  }

  /** How many line ends the repetition brings is known when something else comes. */
  private passBlanks(): string {
    if (this.held.trimStart() === '' && this.held.length <= WINDOW) return ''
    this.mode = 'joined'
    return afterRepetition(this.ending, this.held)
  }

  /** In a document written anew, goes on behind the last lines that were kept. */
  private passAnchor(): string {
    const { anchor } = this
    for (;;) {
      const at = this.held.indexOf(anchor)
      if (at < 0) {
        // Only what the anchor could begin in is looked at again.
        this.held = this.held.slice(Math.max(0, this.held.length - anchor.length + 1))
        return ''
      }
      if (this.anchorsLeft <= 1) return this.goOnBehind(this.held.slice(at + anchor.length))
      this.anchorsLeft -= 1
      this.held = this.held.slice(at + 1)
    }
  }
}

/** UTF-16 code units: a longer repetition of the end is not looked for. */
const WINDOW = 4000
/** UTF-16 code units of the last lines that show where a document written anew has come past its end: about, and at least. */
const ANCHOR = 200
const LEAST_ANCHOR = 16

/** Length of the longest beginning of `start` that the kept text ends with and that is a repetition; `lead`: the blanks before it. */
function overlap(ending: Ending, start: string, lead: string): number {
  const { text } = ending
  for (let length = Math.min(text.length, start.length, WINDOW); length > 0; length -= 1) {
    if (text.endsWith(start.slice(0, length)) && isRepetition(ending, length, start, lead)) return length
  }
  return 0
}

const firstLine = (text: string): string => text.split(/\r?\n/, 1)[0] ?? ''

function sameFirstLine(beginning: string, start: string): boolean {
  const first = firstLine(beginning)
  return /[\p{L}\p{N}]{2}/u.test(first) && firstLine(start) === first
}

/** A repetition brings the blanks again that stand at the end of the kept text: so many line ends, or so much of a gap. */
function afterRepetition({ blanks, lineEnds }: Ending, rest: string): string {
  if (lineEnds === 0) {
    let same = 0
    while (same < blanks.length && rest[same] === blanks[same]) same += 1
    return rest.slice(same)
  }
  const blankLines = new RegExp(`^(?:[^\\S\\n]*\\n){0,${Math.min(lineEnds, WINDOW)}}`)
  return rest.replace(blankLines, '')
}

/** The last whole lines with the line feed before them, as many as say enough to be found again. */
function lastLines(end: string): string {
  const long = end.lastIndexOf('\n', Math.max(0, end.length - ANCHOR))
  return end.slice(
    Math.max(0, long < 0 ? end.lastIndexOf('\n', Math.max(0, end.length - LEAST_ANCHOR)) : long),
  )
}

/** How often the lines stand in the text, those counted too that begin within another place. */
function occurrences(text: string, lines: string): number {
  let count = 0
  for (let at = text.indexOf(lines); at >= 0; at = text.indexOf(lines, at + 1)) count += 1
  return count
}
