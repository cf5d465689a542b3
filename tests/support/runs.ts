import type { JournalEvent } from '../../src/runs/journal.ts'
import { newRunId, type Order } from '../../src/runs/run.ts'
import { between } from './random.ts'

export const someId = (): string => newRunId((count) => crypto.getRandomValues(new Uint8Array(count)))

export const ORDER: Order & { stage: 'design' } = {
  stage: 'design',
  input: {
    projectName: 'Plant diary',
    requirements: 'Remind me to water my plants.\r\nNot at night. 🌱',
    languages: ['TypeScript'],
    frameworks: [],
    apis: [],
  },
  model: 'scripted',
  requestId: 'request-1',
}

export const token = (content: string) => ({ type: 'token', data: { content } })

export const numbersOf = (events: readonly { n: number }[]): number[] => events.map(({ n }) => n)

export const oneTo = (last: number, first = 1): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at)

export const contentOf = (event: JournalEvent | undefined): string =>
  (JSON.parse(event?.json ?? '{}') as { content?: string }).content ?? ''

/** Tests that are over in this process. */
let testsOver = 0
export function testIsOver(): void {
  testsOver += 1
}

/**
 * Waits until something is so, looking again whenever the process has done something else; the test's own limit ends it. What
 * asked then waits for ever, or it would go on asking beside all the tests that follow, and fill the memory.
 */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const now = testsOver
  while (!(await isSo())) {
    if (testsOver > now) return new Promise(() => {})
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** The text in pieces of 1 to `longest` UTF-16 code units, cut anywhere, inside a surrogate pair too. */
export function piecesOf(random: () => number, text: string, longest: number): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    const length = between(random, 1, longest)
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return pieces
}
