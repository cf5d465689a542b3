import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { decodeLine, type JournalLine } from './journal-line.ts'
import { wholeLines } from './line-reader.ts'
import { type End, isEnd, type Order, type Run } from './run.ts'
import { type TurnHeader, turnPath } from './run-log.ts'

export interface Glance {
  run: Run
  ended: boolean
  /** When its newest file was written last. Milliseconds since 1970. */
  at: number
}

const LAST_BYTES = 16 * 1024

/**
 * What the list has to know of a run, out of the first and last lines of its files: so that many runs cost little. Says
 * nothing about what lies between. Nothing where there is no such run, or its first line is no order.
 */
export function glance(folder: string, id: string): Glance | undefined {
  const first = firstLines(turnPath(folder, id, 1))
  if (!first?.header?.order) return undefined
  let turns = 1
  while (existsSync(turnPath(folder, id, turns + 1))) turns += 1
  const run = first.run ?? ordered(id, first.header.order, first.at)
  let at = first.at
  for (let turn = turns, counts = Number.POSITIVE_INFINITY; turn >= 1; turn -= 1) {
    const last = lastLine(turnPath(folder, id, turn))
    at = Math.max(at, last?.at ?? 0)
    if (last?.line && isEnd(last.line.type) && last.line.n <= counts)
      return { run: (JSON.parse(last.line.json) as End).run ?? run, ended: true, at }
    // A turn of nothing but its header leaves the run as the turn before did.
    if (last?.line?.type !== 'turn') break
    counts = (JSON.parse(last.line.json) as TurnHeader).after
  }
  return { run: { ...run, status: first.run ? 'writing' : 'asking' }, ended: false, at }
}

function ordered(id: string, { stage, input, model }: Order, at: number): Run {
  const createdAt = new Date(at).toISOString()
  return { id, stage, name: input.projectName, model, provider: '', status: 'asking', createdAt }
}

function firstLines(path: string): { header?: TurnHeader; run?: Run; at: number } | undefined {
  return reading(path, (fd) => {
    const lines: JournalLine[] = []
    for (const { text } of wholeLines(fd, 0)) {
      const line = decodeLine(text)
      if (line) lines.push(line)
      if (!line || lines.length === 2) break
    }
    const [header, event] = lines
    return {
      header: header?.type === 'turn' ? (JSON.parse(header.json) as TurnHeader) : undefined,
      run: event?.type === 'run' ? (JSON.parse(event.json) as { run: Run }).run : undefined,
      at: Math.floor(fstatSync(fd).mtimeMs),
    }
  })
}

/** Without a line where what stands last is not whole. */
function lastLine(path: string): { line?: JournalLine; at: number } | undefined {
  return reading(path, (fd) => {
    const { size, mtimeMs } = fstatSync(fd)
    const at = Math.floor(mtimeMs)
    for (let length = LAST_BYTES; ; length *= 4) {
      const from = Math.max(0, size - length)
      const bytes = Buffer.alloc(size - from)
      readSync(fd, bytes, 0, bytes.length, from)
      if (bytes.at(-1) !== 10) return { at }
      const start = bytes.lastIndexOf(10, bytes.length - 2) + 1
      if (start > 0 || from === 0)
        return { line: decodeLine(bytes.toString('utf8', start, bytes.length - 1)), at }
    }
  })
}

function reading<T>(path: string, task: (fd: number) => T): T | undefined {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    return task(fd)
  } finally {
    closeSync(fd)
  }
}
