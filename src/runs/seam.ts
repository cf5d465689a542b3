/**
 * Joins what a model writes after it was asked to go on with the text that was kept. Models repeat: the line they
 * stood at, their last paragraph, or the whole document from its start. The first words are held back until it is
 * clear how much of them stands there already; what is not a repetition goes on to the byte. A sentence such as
 * "Sure, I'll continue:" stays: no rule can tell it from a document's own words.
 */
export class Seam {
  private held = ''
  private mode: 'looking' | 'restarted' | 'behind' | 'joined'
  private readonly beginning: string
  private readonly window: string
  /** Before this place in the window nothing agrees with what has come. */
  private place = 0
  private readonly anchor: string
  /** How often the model has to write the anchor before it has come past the end of the text. */
  private anchorsLeft = 0

  constructor(private readonly kept: string) {
    this.beginning = kept.trimStart().slice(0, WINDOW)
    this.window = kept.slice(-WINDOW)
    this.anchor = lastLines(kept.trimEnd())
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
    return this.mode === 'behind' ? afterRepetition(this.kept, this.held) : last
  }

  /** More text could still show a longer repetition. */
  private undecided(): boolean {
    if (this.held.length > WINDOW) return false
    const start = this.held.trimStart()
    // A longer text is found no earlier than its beginning was: the window is gone through once.
    if (this.place >= 0) this.place = this.window.indexOf(start, this.place)
    return this.place >= 0 || this.beginning.startsWith(start)
  }

  private join(): string {
    const start = this.held.trimStart()
    const repeated = overlap(this.window.trimEnd(), start)
    if (repeated === 0 && sameFirstLine(this.beginning, start)) {
      this.mode = 'restarted'
      this.anchorsLeft = occurrences(this.kept, this.anchor)
      return this.passAnchor()
    }
    if (repeated > 0) return this.goOnBehind(start.slice(repeated))
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
    return afterRepetition(this.kept, this.held)
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

/** Characters: a longer repetition of the end is not looked for. */
const WINDOW = 4000
/** Characters: shorter agreements inside a line are chance. */
const LEAST = 16
const ANCHOR = 200

/** Length of the longest beginning of `start` that `end` ends with. */
function overlap(end: string, start: string): number {
  for (let length = Math.min(end.length, start.length); length > 0; length -= 1) {
    const piece = start.slice(0, length)
    if (end.endsWith(piece) && isRepetition(end, piece, start)) return length
  }
  return 0
}

function isRepetition(end: string, piece: string, start: string): boolean {
  const before = end[end.length - piece.length - 1] ?? '\n'
  if (piece.length >= LEAST) return !/[\p{L}\p{N}]/u.test(before)
  // A short piece counts only as a whole line that says something: not a fence's or a rule's.
  const after = start[piece.length] ?? '\n'
  return before === '\n' && /[\r\n]/.test(after) && /[\p{L}\p{N}]{2}/u.test(piece)
}

function sameFirstLine(beginning: string, start: string): boolean {
  const [first = ''] = beginning.split(/\r?\n/, 1)
  return /[\p{L}\p{N}]{2}/u.test(first) && start.split(/\r?\n/, 1)[0] === first
}

/** The kept line ends stand already; a repetition brings its own. */
function afterRepetition(kept: string, rest: string): string {
  const standsOnNewLine = kept.slice(kept.trimEnd().length).includes('\n')
  return standsOnNewLine ? rest.replace(/^[^\S\n]*(\r?\n)+/, '') : rest
}

/** The last whole lines with the line feed before them, as many as say enough to be found again. */
function lastLines(end: string): string {
  const long = end.lastIndexOf('\n', Math.max(0, end.length - ANCHOR))
  return end.slice(Math.max(0, long < 0 ? end.lastIndexOf('\n', Math.max(0, end.length - LEAST)) : long))
}

/** How often the lines stand in the text, those counted too that begin within another place. */
function occurrences(text: string, lines: string): number {
  let count = 0
  for (let at = text.indexOf(lines); at >= 0; at = text.indexOf(lines, at + 1)) count += 1
  return count
}
