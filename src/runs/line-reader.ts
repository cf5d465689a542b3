import { readSync } from 'node:fs'

export interface FileLine {
  /** Without its line feed. Bytes that are no UTF-8 have become U+FFFD. */
  text: string
  /** Where its first byte lies. */
  offset: number
  /** Where the next line begins. */
  next: number
}

const PIECE = 64 * 1024

/** The whole lines of a file from an offset on, read a piece at a time; what has no line feed yet is none. */
export function* wholeLines(fd: number, from: number): Generator<FileLine> {
  let offset = from
  let held: Uint8Array = new Uint8Array(0)
  for (let size = PIECE; ; ) {
    const piece = Buffer.allocUnsafe(size)
    const length = readSync(fd, piece, 0, size, offset + held.length)
    if (length === 0) return
    const bytes = Buffer.concat([held, piece.subarray(0, length)])
    let start = 0
    for (let end = bytes.indexOf(10, held.length); end >= 0; end = bytes.indexOf(10, start)) {
      yield { text: bytes.toString('utf8', start, end), offset: offset + start, next: offset + end + 1 }
      start = end + 1
    }
    // Each piece of a long line is as long as all before it, so that joining them stays linear.
    size = start === 0 ? size * 2 : PIECE
    held = bytes.subarray(start)
    offset += start
  }
}
