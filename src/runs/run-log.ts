import { closeSync, existsSync, fstatSync, openSync } from 'node:fs'
import { fencePath, readFence } from './fence.ts'
import { JournalDamaged, type JournalEvent, type JournalState } from './journal.ts'
import { decodeLine } from './journal-line.ts'
import { wholeLines } from './line-reader.ts'
import { isEnd, type Order, type Pause } from './run.ts'

/** The first line of a turn's file. */
export interface TurnHeader {
  run: string
  turn: number
  /** How many events of the turns before count; what their writers added later never does. */
  after: number
  owner: string
  /** The machine's start in which it was written; '' or absent where that is not known. */
  boot?: string
  /** In turn 1 alone. */
  order?: Order
}

interface Turn {
  header: TurnHeader
  path: string
  fd: number
  /** Bytes read so far, always up to the end of a line. */
  read: number
  /**
   * Line number of the first bad line, and whether a good one came after it. `unwritten`: it has NUL bytes, which no
   * line has; after a power cut that is a page which never reached the disk although a later one did.
   */
  bad?: { line: number; followed: boolean; unwritten?: boolean }
  lines: number
}

interface Mark {
  n: number
  turn: Turn
  offset: number
}

const NOTHING: JournalState = { last: 0, ended: false, owner: '' }
/** How far apart the marks stand: who reads from a number on reads at most so much before it. Events, or bytes. */
const MARK_EVERY = 64
const MARK_BYTES = 64 * 1024
const RECENT = 64
const GENTLE_BYTES = 8 * 1024

export const turnPath = (folder: string, id: string, turn: number): string => `${folder}/${id}.${turn}.log`

/**
 * One run's turn files as a reader knows them: where each number lies, and the newest events themselves.
 * `refresh` reads on from where it stopped, so following another process's files costs only what is new.
 */
export class RunLog {
  state: JournalState = NOTHING
  /** True while a pause stands here alone, since the disk did not take it. */
  pauseUnwritten = false
  readonly wakes = new Set<() => void>()
  private turns: Turn[] = []
  private marks: Mark[] = []
  private recent: JournalEvent[] = []
  private sure: number | undefined

  constructor(
    private readonly folder: string,
    readonly id: string,
  ) {}

  get order(): Order | undefined {
    return this.turns[0]?.header.order
  }

  get turn(): number {
    return this.turns.length
  }

  /** Bytes of the newest turn's file that are accounted for. */
  get bytes(): number {
    return this.turns.at(-1)?.read ?? 0
  }

  get newestPath(): string {
    return turnPath(this.folder, this.id, this.turns.length)
  }

  /** The file that another makes who takes the run over. */
  get nextPath(): string {
    return turnPath(this.folder, this.id, this.turns.length + 1)
  }

  /** What stands behind the newest turn while somebody takes the run over. */
  get fencePath(): string {
    return fencePath(this.folder, this.id, this.turns.length + 1)
  }

  /**
   * Reads what was added to the files and counts; `toEnd`: also what is not known to count while the run changes
   * hands. Returns false when the run has none. Throws JournalDamaged.
   */
  refresh(toEnd = false): boolean {
    const before = this.state
    for (let turn = this.turns.at(-1) ?? this.openNext(); turn; ) turn = this.catchUp(turn, toEnd)
    // The first, since what is missing there makes those after it look wrong.
    const damaged = this.turns.find((turn) => turn.bad?.followed)
    if (damaged) throw new JournalDamaged(damaged.path, damaged.bad?.line ?? 0)
    if (this.state !== before) this.wake()
    return this.turns.length > 0
  }

  /**
   * As `refresh`, for a run that nobody writes: some bytes at a time, between which `rest` lets others go on. Throws
   * JournalDamaged.
   */
  async refreshGently(rest: () => Promise<void>): Promise<boolean> {
    for (let turn = this.turns.at(-1) ?? this.openNext(); turn; turn = this.openNext()) {
      const { size } = fstatSync(turn.fd)
      for (let until = turn.read + GENTLE_BYTES; until < size; until += GENTLE_BYTES) {
        this.readOn(turn, until)
        await rest()
      }
      this.readOn(turn, Number.POSITIVE_INFINITY)
    }
    return this.refresh()
  }

  /** Takes over what the writer in this process has just written. */
  add(events: JournalEvent[], offsets: number[], bytes: number): void {
    const turn = this.turns.at(-1)
    if (!turn) throw new Error('a journal is opened before it is written')
    for (const [at, event] of events.entries()) this.note(event, turn, offsets[at] ?? 0)
    turn.read += bytes
    this.wake()
  }

  /** `bytes`: how long its line is; absent where the disk did not take it. */
  setPause(pause: Pause, bytes?: number): void {
    const turn = this.turns.at(-1)
    if (turn) turn.read += bytes ?? 0
    this.pauseUnwritten = bytes === undefined
    this.state = { ...this.state, pause }
    this.wake()
  }

  wake(): void {
    for (const wake of this.wakes) wake()
  }

  events(after: number, max: number): JournalEvent[] {
    if (after >= this.state.last) return []
    const first = this.recent[0]?.n ?? Number.POSITIVE_INFINITY
    if (after + 1 >= first) return this.recent.slice(after + 1 - first, after + 1 - first + max)
    return this.eventsFromFiles(after, max)
  }

  close(): void {
    for (const turn of this.turns) closeSync(turn.fd)
    this.turns = []
    this.marks = []
    this.recent = []
    this.sure = undefined
    this.state = NOTHING
  }

  private openNext(): Turn | undefined {
    const number = this.turns.length + 1
    const path = turnPath(this.folder, this.id, number)
    if (!existsSync(path)) return undefined
    let fd: number
    try {
      fd = openSync(path, 'r')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
    // A turn's file gets its name only when its header is whole (see log-journal).
    const turn: Turn = {
      header: { run: this.id, turn: number, after: 0, owner: '' },
      path,
      fd,
      read: 0,
      lines: 0,
    }
    this.turns.push(turn)
    return turn
  }

  /** Reads a turn as far as it counts; returns the next one where there is one. */
  private catchUp(turn: Turn, toEnd: boolean): Turn | undefined {
    // In this order: what was there before no fence was found counts, what came later is for the next time.
    const { size } = fstatSync(turn.fd)
    const fence = readFence(this.fencePath)
    const next = this.openNext()
    // Most looks find nothing new, and should cost next to nothing.
    if (size > turn.read || next || toEnd)
      this.readOn(turn, next || toEnd ? Number.POSITIVE_INFINITY : (fence?.size ?? size))
    if (!next && fence && fence.owner !== this.state.owner) this.state = { ...this.state, owner: fence.owner }
    return next
  }

  private readOn(turn: Turn, until: number): void {
    for (const { text, offset, next } of wholeLines(turn.fd, turn.read)) {
      if (next > until) return
      const line = decodeLine(text)
      turn.lines += 1
      if (!this.accept(line, turn, offset)) {
        // Bad bytes with nothing good behind them are a torn end; numbers behind them would be missing one.
        if (!turn.bad) turn.bad = { line: turn.lines, followed: false, unwritten: text.includes('\0') }
        else if (line && !turn.bad.unwritten) turn.bad.followed = true
      }
      turn.read = next
    }
  }

  private accept(line: ReturnType<typeof decodeLine>, turn: Turn, offset: number): boolean {
    if (!line || turn.bad) return false
    if (turn.lines === 1) return line.type === 'turn' && this.begin(turn, JSON.parse(line.json) as TurnHeader)
    if (line.n === 0) {
      if (line.type === 'pause') this.state = { ...this.state, pause: JSON.parse(line.json) as Pause }
      return true
    }
    if (line.n !== this.state.last + 1 || this.state.ended) return false
    this.note(line, turn, offset)
    return true
  }

  private begin(turn: Turn, header: TurnHeader): boolean {
    if (header.after > this.state.last) {
      const missing = this.turns.find((earlier) => earlier.bad) ?? turn
      missing.bad = { line: missing.bad?.line ?? 1, followed: true }
      return false
    }
    turn.header = header
    this.pauseUnwritten = false
    // Whatever earlier turns hold beyond `after` was written by an owner that had lost the run.
    for (const earlier of this.turns) if (earlier !== turn) delete earlier.bad
    while ((this.marks.at(-1)?.n ?? 0) > header.after) this.marks.pop()
    this.recent = this.recent.filter((event) => event.n <= header.after)
    // An end that counts stays one, whoever took the run over without knowing of it.
    const ended = this.state.ended && header.after === this.state.last
    this.setSure(header)
    this.setState({ last: header.after, ended, owner: header.owner })
    return true
  }

  /** After a start of the machine, events that readers have seen may be gone, and their numbers be given anew. */
  private setSure({ after, boot, turn }: TurnHeader): void {
    const before = this.turns[turn - 2]?.header.boot
    const restarted = Boolean(boot) && Boolean(before) && boot !== before
    if (restarted || after < (this.sure ?? 0)) this.sure = Math.min(this.sure ?? after, after)
  }

  private setState(state: JournalState): void {
    this.state = this.sure === undefined ? state : { ...state, sure: this.sure }
  }

  private note(event: JournalEvent, turn: Turn, offset: number): void {
    const newest = this.marks.at(-1)
    const isFar =
      newest?.turn !== turn || event.n - newest.n >= MARK_EVERY || offset - newest.offset >= MARK_BYTES
    if (isFar) this.marks.push({ n: event.n, turn, offset })
    this.recent.push(event)
    // Cut in one go, so that a token does not pay for moving the others.
    if (this.recent.length >= 2 * RECENT) this.recent = this.recent.slice(-RECENT)
    this.setState({ last: event.n, ended: isEnd(event.type), owner: turn.header.owner })
  }

  private eventsFromFiles(after: number, max: number): JournalEvent[] {
    const found: JournalEvent[] = []
    let at = this.marks.findLastIndex((mark) => mark.n <= after + 1)
    for (let mark = this.marks[at]; mark && found.length < max; mark = this.marks[at]) {
      const { turn } = mark
      const other = this.marks.findIndex((later, place) => place > at && later.turn !== turn)
      const until = this.marks[other]?.n ?? this.state.last + 1
      this.eventsOfTurn(mark, after + found.length, Math.min(until, after + 1 + max), found)
      at = other
    }
    return found
  }

  /** Adds the events of one file from a mark on, those after number `after` and before number `until`. */
  private eventsOfTurn(mark: Mark, after: number, until: number, found: JournalEvent[]): void {
    let next = mark.n
    for (const { text } of wholeLines(mark.turn.fd, mark.offset)) {
      const line = decodeLine(text)
      if (line?.n === next) {
        if (next > after) found.push(line)
        next += 1
        if (next >= until) return
      }
    }
  }
}
