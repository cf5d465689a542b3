import { isEnd } from '../../src/runs/run.ts'

/** What a reader has of a run, by whatever way it came to it. */
export interface Reading {
  /** It began behind this number. */
  from: number
  events: readonly { n: number; type: string }[]
  /** Its text, with every `keep` applied. */
  text: string
}

/** A reader was shown something that it may not be shown. */
export class LawBroken extends Error {
  override readonly name = 'LawBroken'
}

/**
 * What every reader is checked for: every number once and in order, at most one end, and nothing after it. `whole`: the document
 * of a reader that was there from the start. Throws LawBroken.
 */
export function checkReading({ from, events, text }: Reading, whole?: string): void {
  let last = from
  for (const { n, type } of events) {
    if (n <= last) throw new LawBroken(`event ${n} (${type}) came again behind ${last}`)
    if (n > last + 1) throw new LawBroken(`event ${last + 1} is missing: ${n} (${type}) came behind ${last}`)
    last = n
  }
  const end = events.findIndex(({ type }) => isEnd(type))
  const after = end < 0 ? undefined : events[end + 1]
  if (after) throw new LawBroken(`event ${after.n} (${after.type}) came after the end`)
  if (whole === undefined || from > 0 || text === whole) return
  let at = 0
  while (text[at] === whole[at]) at += 1
  const shown = (of: string) => JSON.stringify(of.slice(Math.max(0, at - 12), at + 24))
  throw new LawBroken(
    `its text is not the document: at ${at} it reads ${shown(text)} instead of ${shown(whole)} (${text.length} of ${whole.length} characters)`,
  )
}

/** The same of a reader that saw the run through to its end. */
export function checkWholeReading(reading: Reading, whole: string): void {
  checkReading(reading, whole)
  if (!reading.events.some(({ type }) => isEnd(type))) throw new LawBroken('the end is missing')
}
