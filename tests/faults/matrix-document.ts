/** What the model writes in the matrix, a delta each. */
const DELTAS = [
  '# Plant diary\n\n',
  'A diary that reminds ',
  'people of their plants.\n\n',
  '## Requirements\n\n',
  '- R-1 Remind me.\n',
  '- R-2 Not at night. 🌱\n',
  '\n',
  'The reminder is sent by the sched',
  'uler, once a day.\n\n',
  '```ts\n',
  'const due = ',
  'plants.filter(isDry)\n',
  '```\n\n',
  '## Risks\n\n',
  'Rain.\n',
  'The end.\n',
]

/** When the fault comes: in front of the delta with this number. */
export const MOMENTS = {
  'before the first token': 0,
  'in mid-word': 8,
  'inside a code fence': 11,
  'one token before the end': DELTAS.length - 1,
} as const

export type Moment = keyof typeof MOMENTS

/** A disk that is full to the last byte still has room in a file's last page. */
const MORE_THAN_A_PAGE = `${'Leaves and roots. '.repeat(400)}\n\n`

export interface Script {
  before: string[]
  after: string[]
  whole: string
}

/** `heavy`: what comes at the moment does not fit into what a full disk may still take. */
export function scriptFor(moment: Moment, heavy: boolean): Script {
  const at = MOMENTS[moment]
  const deltas = DELTAS.map((delta, place) => (heavy && place === at ? delta + MORE_THAN_A_PAGE : delta))
  return { before: deltas.slice(0, at), after: deltas.slice(at), whole: deltas.join('') }
}

/** What is left of the document for a model that has written `kept`, in pieces that are cut otherwise than before. */
export function restAfter(whole: string, kept: string): string[] {
  if (!whole.startsWith(kept)) throw new Error('the model was told a text that is not its own')
  return whole.slice(kept.length).match(/[\s\S]{1,24}/gu) ?? []
}
