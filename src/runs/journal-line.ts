/**
 * A line of a journal file: `SUM N TYPE JSON\n`. SUM is the CRC-32 of what follows it, in eight hex digits; N is the
 * event's number, or `-` for a line that is no event (`turn`, the first of a file, and `pause`). JSON has no raw
 * line feed, so a line is whole exactly when its line feed is there.
 */
export interface JournalLine {
  /** 0 for a line that is no event. */
  n: number
  type: string
  json: string
}

const sum = (text: string): string => Bun.hash.crc32(text).toString(16).padStart(8, '0')

export function encodeLine(n: number, type: string, json: string): string {
  const body = `${n || '-'} ${type} ${json}`
  return `${sum(body)} ${body}\n`
}

/** The line without its line feed; nothing when it is not as it was written. */
export function decodeLine(line: string): JournalLine | undefined {
  const body = line.slice(9)
  if (line[8] !== ' ' || sum(body) !== line.slice(0, 8)) return undefined
  const first = body.indexOf(' ')
  const second = body.indexOf(' ', first + 1)
  const number = body.slice(0, first)
  return {
    n: number === '-' ? 0 : Number(number),
    type: body.slice(first + 1, second),
    json: body.slice(second + 1),
  }
}
