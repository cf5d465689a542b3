import type { Claim } from './claims.ts'
import type { Kind } from './kinds.ts'
import { observationOf } from './outcomes.ts'
import { capital, shorten } from './safe-text.ts'
import { type Topic, topicOf } from './topics.ts'
import type { Action } from './verbs.ts'

export interface BriefRequirement {
  id: string
  /** Plain text without the full stop. */
  text: string
  /** Its claim alone, without what was added to make it testable. */
  said: string
  test: string
  implied: boolean
  negative: boolean
  action?: Action
  object?: string
  topic?: Topic
}

/** Characters. */
const LONGEST = 240

const CORE: Record<Kind, string> = {
  web: 'a visitor opens the first page, adds one entry, finds it again in the list and opens it',
  api: 'a client adds one record, reads it back by its address and finds it in the list',
  cli: 'called with one input the tool writes the result to standard output and ends with exit code 0',
  library:
    'a caller passes one input to the main function and gets the typed result or an error with its place',
  mobile: 'a user opens the app, adds one entry and finds it again after a restart',
  desktop: 'a user opens the window, makes one document, saves it and opens it again',
  game: 'a player starts a round within 10 s of opening it, plays it by keyboard or touch and sees how it ended',
  pipeline: 'one input file goes in, and its valid rows come out in the agreed form',
  bot: 'a member sends its command in a chat and gets the answer there within 3 s',
  extension: 'a user presses its button on a page and sees the result beside the page',
  device: 'it reads its input once a second and shows the value on its output',
}

const BARE: Record<Kind, string> = {
  web: 'can be reached from the first page in at most two steps',
  api: 'can be had over HTTP, as JSON, under an address of its own',
  cli: 'has a command of its own, described in --help',
  library: 'is one exported function or type, with an example in its comment',
  mobile: 'can be reached from the first screen in at most two taps',
  desktop: 'can be reached from the main window, by menu and by keyboard',
  game: 'can be met within the first five minutes of play',
  pipeline: 'is a step of its own that can be run alone',
  bot: 'has a command of its own, named in the help',
  extension: 'can be reached from the button in two steps',
  device: 'can be tried on the bench through the serial console',
}

const ACCEPTANCE = [
  'Set up what the sentence presumes, do it once, look for exactly what it says; then with the presumption missing.',
  'One case in which it holds, one at its limit, one in which it must be refused.',
  'Play it through as written from an empty state, then again over what the first time left behind.',
  'One case written before the code, read and agreed to by whoever wrote the brief.',
]

/** Makes requirements of claims, so that neighbours do not say the same. */
export class RequirementWriter {
  private readonly turns = new Map<string, { count: number; first: string }>()
  private written = 0

  constructor(
    private readonly kind: Kind,
    private readonly english: boolean,
  ) {}

  core(subject: string): BriefRequirement {
    this.written += 1
    const text = `${capital(shorten(subject, 80))}: ${CORE[this.kind]}`
    return {
      id: '',
      text,
      said: text,
      test: 'Exactly that, from an empty state, driven from outside like a person would.',
      implied: false,
      negative: false,
    }
  }

  implied({ text, test }: { text: string; test: string }): BriefRequirement {
    this.written += 1
    return { id: '', text: `${text} (implied)`, said: text, test, implied: true, negative: false }
  }

  write(claim: Claim): BriefRequirement {
    this.written += 1
    const { negative, action, object } = claim
    const topic = this.english && !negative ? topicOf(claim.text) : undefined
    const text = capital(shorten(claim.text, LONGEST))
    const base = { id: '', said: text, implied: false, negative, action, object, topic }
    if (negative)
      return {
        ...base,
        text,
        test: 'Look for it in every way in and out, and in the list of packages; the build fails when it is there.',
      }
    if (topic && this.first(topic.name)) {
      const measured = topic.quality === true && topic.name !== 'frame rate' && /\d/.test(claim.text)
      const full = measured ? text : `${text}; ${topic.observable(this.kind)}`
      return { ...base, text: full, test: topic.test(this.kind) }
    }
    if (action) {
      const it = itOf(object)
      const turn = this.turn(action)
      const { observed, test, ways } = observationOf(action, this.kind, it, turn.count)
      const repeated = turn.count >= Math.min(TURNS, ways)
      const plain =
        repeated || claim.text.length > 150 || /\b(?:when|if|after|within|so that|unless)\b/i.test(claim.text)
      const again = `As for ${turn.first}, with ${object ? shorten(object, 60) : 'what this one names'}.`
      return { ...base, text: plain ? text : `${text}; ${observed}`, test: repeated ? again : test }
    }
    if (claim.bare && this.english) {
      const turn = this.turn('bare')
      const test = `Walk to it from the start as ${this.kind === 'library' ? 'a new caller' : 'a newcomer'} would; then what it does with nothing to show.`
      return turn.repeated
        ? {
            ...base,
            text: `${text} can be had in the same way as ${turn.first}`,
            test: `As for ${turn.first}.`,
          }
        : { ...base, text: `${text} ${BARE[this.kind]}`, test }
    }
    const turn = this.turn('sentence')
    const test = ACCEPTANCE[turn.count % ACCEPTANCE.length] ?? ''
    return { ...base, text, test: `“${shorten(text, 48)}”: ${test}` }
  }

  private first(topic: string): boolean {
    return this.turn(`topic ${topic}`).count === 0
  }

  private turn(key: string): { count: number; first: string; repeated: boolean } {
    const before = this.turns.get(key)
    const turn = { count: before?.count ?? 0, first: before?.first ?? `R-${this.written}` }
    this.turns.set(key, { ...turn, count: turn.count + 1 })
    return { ...turn, repeated: turn.count >= TURNS }
  }
}

/** Ways to say an outcome before the next one refers to the first. */
const TURNS = 2

const itOf = (object: string | undefined) =>
  object === undefined ? 'it' : /s$/.test(object) ? 'each of them' : 'it'
