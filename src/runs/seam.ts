/**
 * Joins what a model writes after it was asked to go on with the text that was kept. Models repeat: the line they
 * stood at, their last paragraph, or the whole document from its start. The first words are held back until it is
 * clear how much of them stands there already; what is not a repetition goes on to the byte.
 */
export class Seam {
  private held = ''
  private mode: 'looking' | 'restarted' | 'joined'

  constructor(private readonly kept: string) {
    this.mode = kept.trim() === '' ? 'joined' : 'looking'
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
    return this.undecided() ? '' : this.join()
  }

  /** What was still held back when the model ended. */
  end(): string {
    return this.mode === 'looking' ? this.join() : ''
  }

  /** More text could still show a longer repetition. */
  private undecided(): boolean {
    const start = this.held.trimStart()
    return start === '' || this.kept.slice(-WINDOW).includes(start) || this.kept.trimStart().startsWith(start)
  }

  private join(): string {
    const start = this.held.trimStart()
    const repeated = overlap(this.kept, start)
    if (repeated === 0 && sameFirstLine(this.kept, start)) {
      this.mode = 'restarted'
      return this.passAnchor()
    }
    this.mode = 'joined'
    return repeated === 0 ? this.held : afterRepetition(this.kept, start.slice(repeated))
  }

  /** In a document written anew, goes on behind the last lines that were kept. */
  private passAnchor(): string {
    const anchor = lastLines(this.kept)
    const at = this.held.indexOf(anchor)
    if (at < 0 || this.held.length === at + anchor.length) return ''
    this.mode = 'joined'
    return afterRepetition(this.kept, this.held.slice(at + anchor.length))
  }
}

/** Characters: a longer repetition of the end is not looked for. */
const WINDOW = 4000
/** Characters: shorter agreements inside a line are chance. */
const LEAST = 16
const ANCHOR = 200

/** Length of the longest beginning of `start` that the kept text ends with, white space at its end aside. */
function overlap(kept: string, start: string): number {
  const end = kept.trimEnd().slice(-WINDOW)
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

function sameFirstLine(kept: string, start: string): boolean {
  const [first = ''] = kept.trimStart().split(/\r?\n/, 1)
  return /[\p{L}\p{N}]{2}/u.test(first) && start.split(/\r?\n/, 1)[0] === first
}

/** The kept line ends stand already; a repetition brings its own. */
function afterRepetition(kept: string, rest: string): string {
  return /\n\s*$/.test(kept) ? rest.replace(/^[^\S\n]*(\r?\n)+/, '') : rest
}

/** The last whole lines, as many as say enough to be found again. */
function lastLines(kept: string): string {
  const end = kept.trimEnd()
  const from = end.lastIndexOf('\n', Math.max(0, end.length - ANCHOR))
  return end.slice(from < 0 ? end.lastIndexOf('\n') + 1 : from + 1)
}
