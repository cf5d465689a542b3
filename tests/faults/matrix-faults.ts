import type { Script as ModelScript, Step } from '../support/model-server.ts'
import { MOMENTS, type Moment, restAfter, type Script } from './matrix-document.ts'

/** The server processes that the cells share, each with what its faults need. */
export type Host = 'plain' | 'impatient' | 'killed' | 'drained' | 'full'

/** What the model's server does when it is asked for the n-th time (1 is the first) in a cell. */
export type Answer = (times: number, cell: AskedCell) => ModelScript

export interface AskedCell {
  script: Script
  /** What the model is told that it has written. */
  kept: string
  /** Settles when the reader has all that comes before the moment. */
  there: PromiseLike<void>
  /** Settles when the fault has been done to the server, or by the reader. */
  done: PromiseLike<void>
}

export interface MatrixFault {
  name: string
  host: Host
  answer: Answer
  /** What comes at the moment has to be more than fits into a page. */
  heavy?: true
  /** Fault of the reader, not of the server. */
  leaves?: true
  /** What a reader has to see. */
  trail(moment: Moment): string[]
  /** How often the model is asked in all. */
  asks(moment: Moment): number
}

const isFirst = (moment: Moment): boolean => MOMENTS[moment] === 0
const text = (moment: Moment): string[] => (isFirst(moment) ? [] : ['text'])

/** It writes up to the moment, then breaks as told; asked again, it writes the rest. */
const breaking =
  (how: ModelScript, last: Step[] = []): Answer =>
  (times, { script, kept, there }) =>
    times === 1 ? { ...how, deltas: [...script.before, there, ...last] } : well(script, kept)

const well = (script: Script, kept: string): ModelScript => ({ deltas: restAfter(script.whole, kept) })

/** A refusal is an answer to a request: in the middle of a document it meets the request to go on behind a cut. */
const refusing =
  (refusal: ModelScript, howOften: number): Answer =>
  (times, { script, kept, there }) => {
    const first = script.before.length === 0
    if (!first && times === 1) return { deltas: [...script.before, there], end: 'cut' }
    return times <= howOften + (first ? 0 : 1) ? refusal : well(script, kept)
  }

const waiting: Answer = (times, { script, kept, there, done }) =>
  times === 1 ? { deltas: [...script.before, there, done, ...script.after] } : well(script, kept)

const brokeOff = (moment: Moment): string[] => ['run', ...text(moment), 'continued:model', 'text', 'done']

const SOON = { 'retry-after-ms': '10' }

export const FAULTS: MatrixFault[] = [
  {
    name: 'model refuses',
    host: 'plain',
    answer: refusing({ status: 401 }, 1),
    trail: (moment) =>
      isFirst(moment)
        ? ['run', 'failed:model_key_refused']
        : [
            'run',
            'text',
            'continued:model',
            'interrupted:model_key_refused',
            'continued:person',
            'text',
            'done',
          ],
    asks: (moment) => (isFirst(moment) ? 1 : 3),
  },
  {
    name: '429 then well',
    host: 'plain',
    answer: refusing({ status: 429, headers: SOON }, 1),
    trail: (moment) =>
      isFirst(moment)
        ? ['run', 'retrying', 'text', 'done']
        : ['run', 'text', 'continued:model', 'retrying', 'text', 'done'],
    asks: (moment) => (isFirst(moment) ? 2 : 3),
  },
  {
    name: '5xx',
    host: 'plain',
    answer: refusing({ status: 503, headers: SOON }, 2),
    trail: (moment) =>
      isFirst(moment)
        ? ['run', 'retrying', 'failed:model_unavailable']
        : [
            'run',
            'text',
            'continued:model',
            'retrying',
            'interrupted:model_unavailable',
            'continued:person',
            'text',
            'done',
          ],
    asks: (moment) => (isFirst(moment) ? 2 : 4),
  },
  { name: 'cut', host: 'plain', answer: breaking({ end: 'cut' }), trail: brokeOff, asks: () => 2 },
  { name: 'reset', host: 'plain', answer: breaking({ end: 'reset' }), trail: brokeOff, asks: () => 2 },
  {
    name: 'silence',
    host: 'impatient',
    answer: breaking({ end: 'silence' }),
    trail: brokeOff,
    asks: () => 2,
  },
  {
    name: 'junk',
    host: 'plain',
    answer: breaking({ end: 'end' }, [{ raw: 'data: {"choices":[{"delta":{"conte\u0000<html>\n\n' }]),
    trail: brokeOff,
    asks: () => 2,
  },
  {
    name: 'length',
    host: 'plain',
    answer: breaking({ finish: 'length' }),
    trail: (moment) =>
      isFirst(moment)
        ? ['run', 'interrupted:model_length', 'continued:person', 'text', 'done']
        : ['run', 'text', 'continued:length', 'text', 'done'],
    asks: () => 2,
  },
  {
    name: 'kill -9',
    host: 'killed',
    answer: waiting,
    trail: (moment) => ['run', ...text(moment), 'lost', 'continued:process', 'text', 'done'],
    asks: () => 2,
  },
  {
    name: 'SIGTERM',
    host: 'drained',
    answer: waiting,
    trail: (moment) => ['run', ...text(moment), 'lost', 'continued:process', 'text', 'done'],
    asks: () => 2,
  },
  {
    name: 'disk full',
    host: 'full',
    heavy: true,
    answer: waiting,
    trail: (moment) => [
      'run',
      ...text(moment),
      'interrupted:storage_full',
      'continued:person',
      'text',
      'done',
    ],
    asks: () => 2,
  },
  {
    name: 'reader leaves and returns',
    host: 'plain',
    leaves: true,
    answer: waiting,
    trail: (moment) => ['run', ...text(moment), 'left', 'text', 'done'],
    asks: () => 1,
  },
]
