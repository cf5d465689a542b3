import { createParser } from 'eventsource-parser'
import type { Usage } from '../../src/models/provider.ts'
import type { Design } from '../../src/planning/design.ts'
import type { Run } from '../../src/runs/run.ts'

/** What the data of the events holds, as far as tests look into it. */
export interface EventData {
  content?: string
  kind?: string
  keep?: number
  cause?: string
  code?: string
  message?: string
  finishReason?: string
  run?: Run
  design?: Design
  usage?: Usage
}

export interface SeenEvent {
  /** Absent where the frame had none. */
  id?: number
  type: string
  data: EventData
}

/** Reads a stream of events until its end, or until `until` says enough (then the connection is let go). */
export async function readEvents(
  response: Response,
  until: (event: SeenEvent, all: SeenEvent[]) => boolean = () => false,
): Promise<SeenEvent[]> {
  const events: SeenEvent[] = []
  let enough = false
  const parser = createParser({
    onEvent({ id, event, data }) {
      const seen: SeenEvent = { type: event ?? 'message', data: JSON.parse(data) as EventData }
      if (id !== undefined) seen.id = Number(id)
      events.push(seen)
      enough ||= until(seen, events)
    },
  })
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  while (reader && !enough) {
    const { done, value } = await reader.read()
    if (done) return events
    parser.feed(decoder.decode(value, { stream: true }))
  }
  await reader?.cancel()
  return events
}

/** The document that a reader has who applies every event: tokens appended, `keep` cut to. */
export function textOf(events: SeenEvent[]): string {
  let text = ''
  for (const { type, data } of events) {
    if (type === 'token') text += data.content ?? ''
    else if (type === 'reset') text = ''
    else if (type === 'notice' && data.kind === 'continued') text = text.slice(0, data.keep)
  }
  return text
}

/** Numbers of the events that have one. */
export const numbersOf = (events: SeenEvent[]): number[] =>
  events.flatMap(({ id }) => (id === undefined ? [] : [id]))

export const oneTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at)

/** Deltas of which each is sent only when the reader (`seen`, for readEvents) has the one before: one event a delta. */
export function oneByOne(texts: string[]) {
  const gates = texts.map(() => Promise.withResolvers<void>())
  let tokens = 0
  return {
    deltas: texts.flatMap((text, at) => [text, gates[at]?.promise ?? text]),
    seen({ type }: SeenEvent) {
      if (type === 'token') gates[tokens++]?.resolve()
      return false
    },
  }
}
