import type { Piece } from './ask.ts'

/** A frame of an event stream that has a number, and its text as it came. */
export interface Frame {
  n: number
  type: string
  data: string
  text: string
  /** When its last byte arrived, in monotonic milliseconds. */
  at: number
  /** Which of the pieces that the stream came in had its last byte. */
  piece: number
}

/** Cuts a stream into its frames, in the order in which they come. Comments and `retry` have no number and are left out. */
export async function* framesOf(pieces: AsyncIterable<Piece>): AsyncGenerator<Frame> {
  let rest = ''
  let piece = 0
  for await (const { text, at } of pieces) {
    piece += 1
    rest += text
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const frame = rest.slice(0, end + 2)
      rest = rest.slice(end + 2)
      const n = field(frame, 'id')
      if (n === undefined) continue
      const [type = 'message', data = ''] = [field(frame, 'event'), field(frame, 'data')]
      yield { n: Number(n), type, data, text: frame, at, piece }
    }
  }
}

const field = (frame: string, name: string): string | undefined =>
  frame
    .split('\n')
    .find((line) => line.startsWith(`${name}: `))
    ?.slice(name.length + 2)
