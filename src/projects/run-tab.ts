import { costOf, type Price } from '../models/price.ts'
import type { Usage } from '../models/provider.ts'
import type { RunState } from '../runs/fold.ts'
import type { Tab } from '../runs/meter.ts'
import { type Bound, NOTHING, passed, type Sum } from './cap.ts'
import type { CostMeterParts } from './cost-meter.ts'
import { type Expected, priceOfExpected, tokensIn } from './estimate.ts'

export const sumOf = (usage: Usage, price: Price | undefined): Sum => ({
  tokens: usage.promptTokens + usage.outputTokens,
  price: price ? costOf(price, usage) : 0,
})

export const mostOf = (expected: Expected, price: Price | undefined): Sum => ({
  tokens: tokensIn(expected).most,
  price: price ? priceOfExpected(expected, price).most : 0,
})

export interface TabFacts {
  run: string
  document: string
  bounds: Bound[]
  expected: Expected
  halt(): void
  /** Told which model is asked. */
  asks(model: string): void
  account?: { now(): { bound: Bound; taken: Sum }; tabs: ReadonlySet<RunTab> }
  keep(state: RunState): Promise<void>
  leave(): void
}

/** What one run has taken, while this process writes it. */
export class RunTab implements Tab {
  reached = ''
  model = ''
  usage: Usage = { promptTokens: 0, outputTokens: 0, estimated: false }
  sum: Sum = NOTHING

  constructor(
    private readonly parts: CostMeterParts,
    private readonly facts: TabFacts,
  ) {}

  get run(): string {
    return this.facts.run
  }

  get document(): string {
    return this.facts.document
  }

  /** What it has taken, or is expected to take where that is more. */
  get promised(): Sum {
    const most = mostOf(this.facts.expected, this.parts.prices.priceOf(this.model))
    return { tokens: Math.max(most.tokens, this.sum.tokens), price: Math.max(most.price, this.sum.price) }
  }

  count(model: string, usage: Usage): void {
    this.model = model
    this.usage = usage
    this.sum = sumOf(usage, this.parts.prices.priceOf(model))
  }

  mayAsk(model: string, usage: Usage): boolean {
    const before = this.usage
    this.facts.asks(model)
    this.count(model, usage)
    this.reached ||= this.passed() ?? ''
    // What is not asked is not taken.
    if (this.reached !== '') this.count(model, before)
    return this.reached === ''
  }

  take(model: string, usage: Usage): boolean {
    this.count(model, usage)
    const why = this.reached || this.passed()
    this.reached = why ?? ''
    // They share the project's cap: what another of them would still bring is too much as well.
    const ofAll = why && this.passedByAll()
    if (ofAll) for (const tab of this.facts.account?.tabs ?? []) if (tab !== this) tab.haltFor(ofAll)
    return this.reached === ''
  }

  keep(state: RunState): Promise<void> {
    return this.facts.keep(state)
  }

  close(): void {
    this.facts.leave()
  }

  private haltFor(why: string): void {
    if (this.reached !== '') return
    this.reached = why
    this.facts.halt()
  }

  private passed(): string | undefined {
    const { currency } = this.parts.prices
    for (const bound of this.facts.bounds) {
      const why = passed(bound, this.sum, currency)
      if (why) return why
    }
    return this.passedByAll()
  }

  private passedByAll(): string | undefined {
    const now = this.facts.account?.now()
    return now && passed(now.bound, now.taken, this.parts.prices.currency)
  }
}
