import { IDLE_RESTARTS } from '../../src/runs/allowance.ts'
import { type Conductor, Draining, IntentMismatch, RunEnded, TooManyRuns } from '../../src/runs/conductor.ts'
import { foldRun } from '../../src/runs/fold.ts'
import {
  type Journal,
  type JournalEvent,
  JournalTaken,
  RunUnknown,
  StorageError,
} from '../../src/runs/journal.ts'
import type { Notice } from '../../src/runs/run.ts'
import { seeded } from '../support/random.ts'
import { LawBroken } from '../support/reading.ts'
import { RunReader } from '../support/run-reader.ts'
import { makeWorld, type RunProcess, type World } from '../support/run-world.ts'
import { type Ask, brokeOff } from '../support/scripted-provider.ts'
import type { Act, Step, Story } from './schedules-story.ts'

/** Where a story is played: the journals of processes that share a disk. */
export interface Ground {
  open(owner: string): Journal
  /** Whether the event stands on the disk now, counted or not; true for a run that is not there any more. */
  holds(id: string, event: JournalEvent): boolean
  /** Absent where the disk cannot be filled. */
  fill?(full: boolean): void
  /** Lets go of every file. */
  end(): Promise<void>
}

interface Actor extends RunProcess {
  no: number
  state: 'alive' | 'frozen' | 'dead'
  /** Journal watches that nobody has called off. */
  watches: number
}

interface Watcher {
  no: number
  reader: RunReader
  at?: Actor
}

const WORDS = [
  '# T\n\n',
  'word ',
  '\n\n',
  '- item\n',
  '🌱',
  '\r\n',
  '```\n',
  'data: x',
  '\ud83c',
  '\udf31',
  '| a |\n',
  ' ',
]

/** More than a journal keeps in memory, so that who is far behind reads the files. */
const FLOOD = 140
const LIMIT_MS = 4000
const REFUSALS = [
  RunEnded,
  RunUnknown,
  JournalTaken,
  TooManyRuns,
  Draining,
  IntentMismatch,
  StorageError,
] as const
const INTENT = { client: 'client', key: 'key', body: 'body' }

const turn = () => new Promise((resolve) => setImmediate(resolve))
const at = <T>(items: readonly T[], where: number): T | undefined => items[Math.floor(where * items.length)]

/** One run, the processes that share its disk, and its readers. Each act says what it did; nothing where it could do nothing. */
export class Stage {
  readonly told: string[] = []
  private readonly world: World
  private readonly actors: Actor[] = []
  private readonly watchers: Watcher[] = []
  private readonly pending: Promise<unknown>[] = []
  private id = ''
  private deleted = false
  /** What was shown before it was written. */
  private early: string | undefined

  constructor(
    private readonly story: Story,
    private readonly ground: Ground,
  ) {
    this.world = makeWorld((owner) => this.counted(ground.open(owner), owner), seeded(story.seed))
  }

  async play(): Promise<void> {
    this.boot()
    this.id = (await this.actors[0]?.conductor.start(order(), INTENT))?.id ?? ''
    for (const step of this.story.steps) {
      const said = this.acts[step.act](step)
      if (said === undefined) continue
      this.told.push(said)
      if (step.waits) await this.within(Promise.all(this.pending), 'what was asked for is never answered')
      if (step.turns) await turn()
    }
    await this.end()
    await this.check()
  }

  private readonly acts: Record<Act, (step: Step) => string | undefined> = {
    writes: ({ what }) =>
      this.speak((ask) => ask.text(at(WORDS, what) ?? '', at(WORDS, (what * 97) % 1) ?? '')),
    'writes anywhere': ({ who, what }) => {
      const ask = at(this.openAsks(), who)
      ask?.text(at(WORDS, what) ?? '')
      return ask && `a model of ${ask.owner.replace('-', ' ')} writes`
    },
    floods: () => this.speak((ask) => ask.text(...Array.from({ length: FLOOD }, (_, no) => `${no} `)), 140),
    'breaks off': () => this.speak((ask) => ask.fail(brokeOff()), 'breaks off'),
    'fails unforeseen': () => this.speak((ask) => ask.fail(new TypeError('unforeseen')), 'fails unforeseen'),
    'ends early': () => this.speak((ask) => ask.endEarly(), 'ends without a finish reason'),
    finishes: ({ what }) => {
      const reason = at(['stop', 'length', 'length', 'filter'] as const, what) ?? 'stop'
      return this.speak((ask) => ask.finish(reason), `finishes (${reason})`)
    },
    comes: ({ who, what }) => this.come(who, what),
    leaves: ({ who }) => {
      const watcher = at(
        this.watchers.filter((one) => one.at),
        who,
      )
      if (!watcher) return undefined
      this.leave(watcher)
      return `reader ${watcher.no} leaves`
    },
    returns: ({ who, what }) => {
      const watcher = at(this.watchers, who)
      const actor = this.someone(what)
      if (!watcher || !actor) return undefined
      this.join(watcher, actor)
      return `reader ${watcher.no} returns to process ${actor.no} behind ${watcher.reader.last}`
    },
    continues: ({ who }) => this.tell(who, 'is told to continue', (conductor) => conductor.continue(this.id)),
    stops: ({ who }) => this.tell(who, 'is told to stop', (conductor) => conductor.stop(this.id)),
    deletes: ({ who }) => {
      const said = this.tell(who, 'is told to delete the run', (conductor) => conductor.forget(this.id))
      this.deleted ||= said !== undefined
      return said
    },
    'asks again': ({ who }) => {
      if (this.deleted) return undefined
      return this.tell(who, 'gets the first request again', async (conductor) => {
        const { id } = await conductor.start(order(), INTENT)
        if (id !== this.id && !this.deleted) throw new LawBroken('the same intent began a second run')
      })
    },
    recovers: ({ who }) => this.tell(who, 'looks after the runs', (conductor) => conductor.recover()),
    dies: ({ who }) => {
      const actor = this.someone(who)
      if (!actor) return undefined
      actor.state = 'dead'
      actor.crash()
      this.disconnect(actor)
      return `process ${actor.no} dies${this.replace()}`
    },
    'ends in peace': ({ who }) => {
      const actor = this.someone(who)
      if (!actor) return undefined
      actor.state = 'dead'
      this.wait(actor.conductor.drain(0, AbortSignal.abort()).then(() => actor.crash()))
      this.disconnect(actor)
      return `process ${actor.no} is told to end now${this.replace()}`
    },
    freezes: ({ who }) => {
      const actor = this.someone(who)
      if (!actor) return undefined
      actor.state = 'frozen'
      actor.crash()
      return `process ${actor.no} freezes${this.replace()}`
    },
    thaws: ({ who }) => {
      const actor = at(
        this.actors.filter(({ state }) => state === 'frozen'),
        who,
      )
      if (!actor) return undefined
      this.thaw(actor)
      return `process ${actor.no} wakes up again`
    },
    boots: () => {
      if (this.actors.filter(({ state }) => state !== 'dead').length >= 3) return undefined
      return `process ${this.boot().no} starts`
    },
    'fills the disk': () => this.fill(true),
    'makes room': () => {
      const said = this.fill(false)
      for (const { state, conductor } of this.actors)
        if (said && state === 'alive') this.wait(conductor.heal())
      return said
    },
    'time passes': ({ what }) => {
      this.world.time += Math.round(what * 10_000)
      return `${Math.round(what * 10)} s pass`
    },
  }

  private boot(): Actor {
    const { autoContinue, documentChars } = this.story
    const booted = this.world.boot({ autoContinue, documentChars, lengthContinues: 2 })
    const actor: Actor = Object.assign(booted, {
      no: this.actors.length + 1,
      state: 'alive' as const,
      watches: 0,
    })
    this.actors.push(actor)
    return actor
  }

  /** Somebody is always there. */
  private replace(): string {
    return this.someone(0) ? '' : ` and process ${this.boot().no} starts`
  }

  private thaw(actor: Actor): void {
    actor.state = 'alive'
    actor.thaw()
  }

  private someone(where: number): Actor | undefined {
    return at(
      this.actors.filter(({ state }) => state === 'alive'),
      where,
    )
  }

  /** The model says something in the newest answer that a living process reads. */
  private speak(say: (ask: Ask) => unknown, what: string | number = 'writes'): string | undefined {
    const ask = this.openAsks().at(-1)
    if (!ask) return undefined
    say(ask)
    const told = typeof what === 'number' ? `writes ${what} words` : what
    return `the model of ${ask.owner.replace('-', ' ')} ${told}`
  }

  private openAsks(): Ask[] {
    const living = new Set(this.actors.filter(({ state }) => state === 'alive').map(({ owner }) => owner))
    return this.world.provider.asks.filter(
      (ask) => !ask.closed && !ask.signal.aborted && living.has(ask.owner),
    )
  }

  private tell(
    who: number,
    what: string,
    change: (conductor: Conductor) => Promise<unknown>,
  ): string | undefined {
    const actor = this.someone(who)
    if (!actor) return undefined
    this.wait(change(actor.conductor))
    return `process ${actor.no} ${what}`
  }

  private wait(change: Promise<unknown>): void {
    const quiet = change.catch((error: unknown) => {
      if (!REFUSALS.some((refusal) => error instanceof refusal)) throw error
    })
    // Looked at when the story waits, or at its end.
    quiet.catch(() => {})
    this.pending.push(quiet)
  }

  private fill(full: boolean): string | undefined {
    if (!this.ground.fill) return undefined
    this.ground.fill(full)
    return full ? 'the disk is full' : 'the disk has room again'
  }

  private come(who: number, what: number): string | undefined {
    const actor = this.someone(who)
    if (!actor || this.watchers.length >= 6) return undefined
    const seen = Math.max(0, ...this.watchers.map(({ reader }) => reader.last))
    const from = what < 0.6 ? 0 : Math.floor(((what - 0.6) / 0.4) * seen)
    const watcher: Watcher = { no: this.watchers.length + 1, reader: new RunReader(this.id, from) }
    watcher.reader.onNewest = (event) => {
      if (!this.ground.holds(this.id, event))
        this.early ??= `reader ${watcher.no} saw event ${event.n} (${event.type}) before it stood in the journal`
    }
    this.watchers.push(watcher)
    this.join(watcher, actor)
    return `reader ${watcher.no} comes to process ${actor.no}, from number ${from} on`
  }

  private join(watcher: Watcher, actor: Actor): void {
    watcher.at = actor
    watcher.reader.join(actor.journal)
  }

  private leave(watcher: Watcher): void {
    watcher.at = undefined
    watcher.reader.leave()
  }

  private disconnect(actor: Actor): void {
    for (const watcher of this.watchers) if (watcher.at === actor) this.leave(watcher)
  }

  /** Whatever happened: everybody is there again, somebody looks after the run, and then it has its end. */
  private async end(): Promise<void> {
    this.ground.fill?.(false)
    for (const actor of this.actors) if (actor.state === 'frozen') this.thaw(actor)
    const alive = this.actors.filter(({ state }) => state === 'alive')
    for (const { conductor } of alive) this.wait(conductor.heal())
    for (const { conductor } of alive) this.wait(conductor.recover())
    await this.within(Promise.all(this.pending), 'what was asked for is never answered')
    if (!this.story.endsByStop) for (const ask of this.openAsks()) ask.text('End.').finish()
    await turn()
    this.told.push('everybody is told to stop')
    for (const { conductor } of alive) this.wait(conductor.stop(this.id))
    await this.within(Promise.all(this.pending), 'Stop is never answered')
    await this.until(
      () => alive.every(({ conductor }) => conductor.liveRuns === 0),
      'a run never comes to rest',
    )
  }

  private async check(): Promise<void> {
    for (const { reports, no } of this.actors)
      for (const { rest } of reports)
        if (rest.kind === 'crashed' && !(rest.error instanceof TypeError))
          throw new LawBroken(`process ${no} met what nobody foresaw: ${String(rest.error)}`)
    if (this.early) throw new LawBroken(this.early)
    if (this.openAsks().length > 0) throw new LawBroken('the model still writes behind the end')
    if (this.deleted) await this.checkDeleted()
    else await this.checkWhole()
    for (const watcher of this.watchers) this.leave(watcher)
    await turn()
    for (const { no, watches } of this.actors)
      if (watches !== 0) throw new LawBroken(`process ${no} has ${watches} listeners when everybody has left`)
  }

  private async checkDeleted(): Promise<void> {
    for (const { state, journal, no } of this.actors) {
      if (state !== 'alive') continue
      const found = await journal.state(this.id).catch((error: unknown) => error)
      if (!(found instanceof RunUnknown)) throw new LawBroken(`process ${no} still knows the deleted run`)
    }
    for (const { reader } of this.watchers) reader.check()
  }

  private async checkWhole(): Promise<void> {
    const journal = this.ground.open('observer')
    const state = await foldRun(journal, this.id)
    if (!state.end) throw new LawBroken('the end is missing')
    const events = await journal.read(this.id, 0, Number.POSITIVE_INFINITY)
    for (const watcher of this.watchers) {
      const { reader, no } = watcher
      // Who is there has to get the end by itself; who is not, when it comes back.
      if (watcher.at && !reader.pause) {
        await this.within(reader.over(), `reader ${no} waits for ever behind number ${reader.last}`)
      }
      if (!reader.end && reader.from < state.last) {
        const actor = this.someone(0)
        if (actor) this.join(watcher, actor)
        await this.within(reader.over(), `reader ${no} waits for ever behind number ${reader.last}`)
      }
      this.blame(no, () => {
        reader.check(state.text)
        if (reader.resets > 0) throw new LawBroken('was told to start over')
        for (const event of reader.events)
          if (events[event.n - 1]?.json !== event.json)
            throw new LawBroken(`saw an event ${event.n} (${event.type}) that is not the journal's`)
        if (reader.last !== Math.max(state.last, reader.from))
          throw new LawBroken(`has ${reader.last} of ${state.last} events`)
      })
    }
    this.checkPaid(
      events.filter(({ type }) => type === 'notice').map(({ json }) => JSON.parse(json) as Notice),
    )
  }

  /** Each question after the first stands in the journal before it is asked. */
  private checkPaid(notices: Notice[]): void {
    const continued = notices.filter((notice) => notice.kind === 'continued')
    const { length } = this.world.provider.asks
    if (length > 1 + continued.length)
      throw new LawBroken(`the model was asked ${length} times; the journal knows of ${1 + continued.length}`)
    const { autoContinue } = this.story
    const restarts = autoContinue === 0 ? 0 : Math.max(autoContinue, IDLE_RESTARTS)
    let byItself = 0
    let inVain = 0
    let kept = 0
    for (const { cause, keep } of continued) {
      if (cause === 'person') byItself = inVain = 0
      if (cause === 'model') byItself += 1
      if (cause === 'process') {
        inVain = keep > kept ? 0 : inVain + 1
        kept = keep
      }
      if (byItself > autoContinue || (cause === 'process' && autoContinue === 0))
        throw new LawBroken(`it went on by itself ${byItself} times instead of ${autoContinue}`)
      if (inVain > restarts)
        throw new LawBroken(`it was restarted ${inVain} times and came no further, instead of ${restarts}`)
    }
  }

  private blame(reader: number, check: () => void): void {
    try {
      check()
    } catch (error) {
      if (!(error instanceof LawBroken)) throw error
      throw new LawBroken(`reader ${reader}: ${error.message}`)
    }
  }

  private async within<T>(promise: Promise<T>, otherwise: string): Promise<T> {
    let timer: Timer | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new LawBroken(otherwise)), LIMIT_MS)
    })
    try {
      return await Promise.race([promise, late])
    } finally {
      clearTimeout(timer)
    }
  }

  private until(isSo: () => boolean, otherwise: string): Promise<void> {
    let over = false
    const look = async () => {
      while (!over && !isSo()) await turn()
    }
    return this.within(look(), otherwise).finally(() => {
      over = true
    })
  }

  /** The journal, with its watches counted. */
  private counted(journal: Journal, owner: string): Journal {
    const watch = journal.watch.bind(journal)
    journal.watch = (id, wake) => {
      const actor = this.actors.find((one) => one.owner === owner)
      const unwatch = watch(id, wake)
      let there = true
      if (actor) actor.watches += 1
      return () => {
        if (actor && there) actor.watches -= 1
        there = false
        unwatch()
      }
    }
    return journal
  }
}

const order = () => ({
  stage: 'design' as const,
  input: { projectName: 'Story', requirements: 'Told by chance.', languages: [], frameworks: [], apis: [] },
  model: 'scripted',
  requestId: 'story',
})
