import { costOf, FREE, type Price } from '../models/price.ts'
import type { Usage } from '../models/provider.ts'
import { estimateUsage } from '../models/usage.ts'
import type { Range } from '../planning/complexity.ts'
import { foldRun, type RunState } from '../runs/fold.ts'
import { type Journal, JournalDamaged, RunUnknown, StorageError } from '../runs/journal.ts'
import type { Meter, Tab } from '../runs/meter.ts'
import { isEnd, type Order, type Run } from '../runs/run.ts'
import { stageOf } from '../runs/stage.ts'
import { takenBy } from '../runs/taken.ts'
import { type Projects, ProjectUnknown } from '../store/projects.ts'
import type { RunCost, RunCosts } from '../store/run-costs.ts'
import type { StageLink, StageRun, StageRuns } from '../store/stage-runs.ts'
import {
  type Bound,
  CapReached,
  NOTHING,
  passed,
  plus,
  type Sum,
  unpriced,
  wouldPass,
  wouldPassWith,
} from './cap.ts'
import { type Expected, expectedOf } from './estimate.ts'
import { mostOf, RunTab, sumOf } from './run-tab.ts'

/** What other processes have added to a project's sum counts after so long at most. Milliseconds. */
const LOOK_MS = 1000

export interface CostMeterParts {
  prices: { readonly currency: string; priceOf(model: string): Price | undefined }
  /** The model of orders of a stage that name none. */
  model(stage: string): string
  costs: RunCosts
  projects: Projects
  stageRuns: StageRuns
  /** How long a document of a project may be, where its depth says so. */
  words(project: string, order: Order): Range | undefined
  /** Of one run, in the currency of the list of prices; 0: none. */
  maxRunPrice: number
  /** Monotonic milliseconds. */
  clock(): number
}

/** A project as this process counts it. */
interface Account {
  project: string
  tabs: Set<RunTab>
  /** Runs that are about to be started: until their tabs are open, what they are expected to take is held for them. */
  holds: Map<Order, Hold>
  /** What rested runs have taken; and what the project may take. */
  rested: Sum
  bound: Bound
  lookedAt: number
}

/** Which document of which project. */
type Place = Pick<StageLink, 'project' | 'document'>

interface Hold {
  expected: Expected
  price: Price | undefined
}

/**
 * Counts what runs take, and keeps them within their caps. Runs of one project that this process writes at once share its
 * cap to the token; of what another process writes, it knows what has come to rest.
 */
export class CostMeter implements Meter {
  private readonly accounts = new Map<string, Account>()
  /** What the model's server picked last, where nothing names a model. */
  private picked = ''

  constructor(readonly parts: CostMeterParts) {}

  open(run: Run, order: Order, usage: Usage, halt: () => void): Tab {
    const link = this.parts.stageRuns.get(run.id)
    const account = link && this.account(link.project)
    const expected = account?.holds.get(order)?.expected ?? this.expectedOf(order, link)
    account?.holds.delete(order)
    const tab = new RunTab(this.parts, {
      run: run.id,
      document: link?.document ?? '',
      bounds: this.boundsOf(order),
      expected,
      halt,
      asks: (model) => {
        if (this.modelOf({ stage: order.stage, model: order.model }) === '') this.picked = model
      },
      account: account && { now: () => this.look(account), tabs: account.tabs },
      keep: async (state) => link && this.keep({ ...link, run: run.id }, state),
      leave: () => account && this.leave(account, tab),
    })
    tab.count(run.model, usage)
    account?.tabs.add(tab)
    if (account) this.look(account, true)
    return tab
  }

  /** Throws CapReached. */
  checkContinue(run: Run, order: Order, usage: Usage): void {
    const link = this.parts.stageRuns.get(run.id)
    const { promptTokens } = estimateUsage(stageOf(order).messages(), 0)
    const price = this.priceOf(order, run.model)
    const again = { ...usage, promptTokens: usage.promptTokens + promptTokens }
    const { currency } = this.parts.prices
    const own = sumOf(again, price)
    for (const bound of this.boundsOf(order)) this.refuse(passed(bound, own, currency))
    if (!link) return
    const account = this.account(link.project)
    const { bound } = this.look(account, true)
    // What it has taken before may be kept already.
    const kept = this.parts.costs.get(run.id)
    const before = kept ? { tokens: kept.promptTokens + kept.outputTokens, price: kept.price ?? 0 } : NOTHING
    const others = this.taken(account)
    const all = { tokens: others.tokens - before.tokens, price: others.price - before.price }
    this.refuse(passed(bound, plus(all, own), currency))
    this.tidy(account)
  }

  /** Throws CapReached. */
  hold(order: Order, link?: Place): () => void {
    const refusal = this.against(order, link)
    if (refusal) throw refusal
    if (!link) return () => {}
    const account = this.account(link.project)
    account.holds.set(order, { expected: this.expectedOf(order, link), price: this.priceOf(order) })
    return () => {
      account.holds.delete(order)
      this.tidy(account)
    }
  }

  /** Why a run cannot be begun without passing a cap; nothing where it can. */
  against(order: Order, link?: Place): CapReached | undefined {
    const { currency } = this.parts.prices
    const bounds: [Bound, Sum][] = this.boundsOf(order).map((bound) => [bound, NOTHING])
    if (link) {
      const account = this.account(link.project)
      bounds.push([this.look(account, true).bound, this.promised(account)])
      this.tidy(account)
    }
    const capped = bounds.filter(([{ tokens, price }]) => tokens !== undefined || price !== undefined)
    if (capped.length === 0) return undefined
    const price = this.priceOf(order)
    const expected = this.expectedOf(order, link)
    for (const [bound, taken] of capped) {
      if (bound.price !== undefined && bound.of !== 'server' && !price)
        return new CapReached('price_unknown', unpriced(this.modelOf(order)))
      const why = wouldPass(bound, taken, expected, price, currency)
      if (why) return new CapReached('price_cap', why)
    }
    return undefined
  }

  /**
   * The same for runs that are wished together: each is to keep its own caps, and all of them those of the project.
   * `expected`: what one takes, where its order does not tell yet.
   */
  againstAll(wishes: readonly { order: Order; expected: Expected }[], link: Place): CapReached | undefined {
    const { currency } = this.parts.prices
    const priced = wishes.map(({ order, expected }) => ({ order, expected, price: this.priceOf(order) }))
    const account = this.account(link.project)
    const { bound } = this.look(account, true)
    const promised = this.promised(account)
    this.tidy(account)
    for (const { order, expected, price } of priced) {
      const bounds = this.boundsOf(order)
      const inMoney = [...bounds, bound].some((each) => each.price !== undefined && each.of !== 'server')
      if (inMoney && !price) return new CapReached('price_unknown', unpriced(this.modelOf(order)))
      for (const own of bounds) {
        const why = wouldPass(own, NOTHING, expected, price, currency)
        if (why) return new CapReached('price_cap', why)
      }
    }
    const all = priced.map(({ expected, price }) => mostOf(expected, price)).reduce(plus, NOTHING)
    const why = wouldPassWith(bound, promised, all, currency)
    return why === undefined ? undefined : new CapReached('price_cap', why)
  }

  /** What writing a document is expected to take. */
  expectedOf(order: Order, link?: Place): Expected {
    try {
      return expectedOf(order, link && this.parts.words(link.project, order))
    } catch (error) {
      // It is being deleted at this moment.
      if (!(error instanceof ProjectUnknown)) throw error
      return expectedOf(order)
    }
  }

  /** The runs of a project that this process writes at this moment. */
  live(project: string): Pick<RunTab, 'run' | 'document' | 'model' | 'usage'>[] {
    return [...(this.accounts.get(project)?.tabs ?? [])]
  }

  kept(run: string): RunCost | undefined {
    return this.parts.costs.get(run)
  }

  /** Keeps what a run has taken that rests, where it is not kept yet. Throws StorageError. */
  async keepRested(journal: Journal, link: StageRun, state: RunState): Promise<void> {
    const usage = await takenBy(journal, state)
    const kept = this.kept(link.run)
    const isKept = kept?.promptTokens === usage.promptTokens && kept.outputTokens === usage.outputTokens
    if (!isKept || (state.end && kept.status === 'interrupted')) await this.keep(link, { ...state, usage })
  }

  /** The same for a run whose text has its place already: a process died before it was kept. Throws StorageError. */
  async makeAgain(journal: Journal, link: StageRun): Promise<void> {
    try {
      await this.keepRested(journal, link, await foldRun(journal, link.run))
    } catch (error) {
      // What it took is lost with it.
      if (!(error instanceof RunUnknown) && !(error instanceof JournalDamaged)) throw error
    }
  }

  private async keep(
    { run, project, document }: Pick<StageRun, 'run' | 'project' | 'document'>,
    { run: { status, model }, end, usage }: RunState,
  ): Promise<void> {
    const { costs, prices } = this.parts
    // What took nothing cost nothing, whoever would have asked for it.
    const price = prices.priceOf(model) ?? (tokensTaken(usage) === 0 ? FREE : undefined)
    await costs.keep({
      run,
      project,
      document,
      model,
      status: isEnd(status) ? status : 'interrupted',
      message: end?.message,
      ...usage,
      price: price && costOf(price, usage),
    })
  }

  modelOf(order: Pick<Order, 'model' | 'stage'>): string {
    return order.model || this.parts.model(order.stage) || this.picked
  }

  private priceOf(order: Order, model = ''): Price | undefined {
    return this.parts.prices.priceOf(model || this.modelOf(order))
  }

  private refuse(why: string | undefined): void {
    if (why) throw new CapReached('price_cap', why)
  }

  private boundsOf({ maxTokens, maxPrice }: Order): Bound[] {
    const { maxRunPrice } = this.parts
    const bounds: Bound[] = []
    if (maxTokens !== undefined || maxPrice !== undefined)
      bounds.push({ of: 'run', tokens: maxTokens, price: maxPrice })
    if (maxRunPrice > 0) bounds.push({ of: 'server', price: maxRunPrice })
    return bounds
  }

  private account(project: string): Account {
    const known = this.accounts.get(project)
    if (known) return known
    const account: Account = {
      project,
      tabs: new Set(),
      holds: new Map(),
      rested: NOTHING,
      bound: { of: 'project' },
      lookedAt: Number.NEGATIVE_INFINITY,
    }
    this.accounts.set(project, account)
    return account
  }

  /** Asks the store anew, at once or now and then: runs rest elsewhere, and a person may raise the cap. */
  private look(account: Account, atOnce = false): { bound: Bound; taken: Sum } {
    if (atOnce || this.parts.clock() - account.lookedAt >= LOOK_MS) this.read(account)
    return { bound: account.bound, taken: this.taken(account) }
  }

  /** What the disk does not give now, it gives later: until then the last sum counts. */
  private read(account: Account): void {
    const { clock, costs, projects } = this.parts
    account.lookedAt = clock()
    const live = new Set([...account.tabs].map(({ run }) => run))
    try {
      account.rested = costs
        .of(account.project)
        .filter(({ run }) => !live.has(run))
        .map((cost) => ({ tokens: cost.promptTokens + cost.outputTokens, price: cost.price ?? 0 }))
        .reduce(plus, NOTHING)
      account.bound = { of: 'project', ...projects.get(account.project).caps }
    } catch (error) {
      // It is being deleted, and its runs with it.
      if (error instanceof ProjectUnknown) account.bound = { of: 'project' }
      else if (!(error instanceof StorageError)) throw error
    }
  }

  private taken({ tabs, rested }: Account): Sum {
    return [...tabs].map(({ sum }) => sum).reduce(plus, rested)
  }

  /** What is taken, and what is expected to be. */
  private promised({ tabs, holds, rested }: Account): Sum {
    const waiting = [...holds.values()].map(({ expected, price }) => mostOf(expected, price))
    return [...[...tabs].map((tab) => tab.promised), ...waiting].reduce(plus, rested)
  }

  private leave(account: Account, tab: RunTab): void {
    account.tabs.delete(tab)
    account.lookedAt = Number.NEGATIVE_INFINITY
    this.tidy(account)
  }

  private tidy({ project, tabs, holds }: Account): void {
    if (tabs.size === 0 && holds.size === 0) this.accounts.delete(project)
  }
}

const tokensTaken = ({ promptTokens, outputTokens }: Usage): number => promptTokens + outputTokens
