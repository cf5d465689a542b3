import { between, pick, seeded } from '../support/random.ts'

/** Things that can happen to a run, and how often they do. */
const WEIGHTS = {
  writes: 14,
  'writes anywhere': 4,
  floods: 1,
  'breaks off': 2,
  'fails unforeseen': 1,
  'ends early': 1,
  finishes: 3,
  comes: 4,
  leaves: 2,
  returns: 3,
  continues: 3,
  stops: 0.6,
  deletes: 0.15,
  'asks again': 1,
  recovers: 2,
  dies: 1,
  'ends in peace': 0.7,
  freezes: 1.5,
  thaws: 1.5,
  boots: 1,
  'fills the disk': 0.5,
  'makes room': 1,
  'time passes': 1,
} as const

export type Act = keyof typeof WEIGHTS

/** One thing that happens. What it happens to is decided when it is played, by these numbers from 0 to 1. */
export interface Step {
  act: Act
  who: number
  what: number
  /** Whether the next step waits until this one has had its effect. */
  waits: boolean
  /** Whether everything else gets its turn before the next step. */
  turns: boolean
}

export interface Story {
  seed: number
  autoContinue: number
  documentChars: number
  /** How it ends: by the model's end, where there is one, or by Stop. */
  endsByStop: boolean
  steps: Step[]
}

const ACTS = (Object.keys(WEIGHTS) as Act[]).map((act) => ({ act, weight: WEIGHTS[act] }))
const TOTAL = ACTS.reduce((sum, { weight }) => sum + weight, 0)

function someAct(random: () => number): Act {
  let left = random() * TOTAL
  for (const { act, weight } of ACTS) {
    left -= weight
    if (left < 0) return act
  }
  return 'writes'
}

/** The same seed tells the same story. */
export function storyOf(seed: number): Story {
  const random = seeded(seed)
  return {
    seed,
    autoContinue: between(random, 0, 2),
    documentChars: pick(random, [400, 5000, 5000]),
    endsByStop: random() < 0.5,
    steps: Array.from({ length: between(random, 5, 50) }, () => ({
      act: someAct(random),
      who: random(),
      what: random(),
      waits: random() < 0.6,
      turns: random() < 0.7,
    })),
  }
}
