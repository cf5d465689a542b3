import { roundMoney } from '../models/money.ts'
import { costOf, type Price } from '../models/price.ts'
import type { Usage } from '../models/provider.ts'
import { isDrafted } from '../planning/arbiter-request.ts'
import { budgetOf, type Complexity, type Range } from '../planning/complexity.ts'
import type { Order } from '../runs/run.ts'
import type { Caps, Project } from '../store/projects.ts'
import type { RunCost } from '../store/run-costs.ts'
import { unpriced } from './cap.ts'
import type { CostMeter } from './cost-meter.ts'
import { type CouncilExpectation, usualExpectations } from './council-costs.ts'
import { expectedOf, priceOfExpected, tokensIn } from './estimate.ts'
import { complexityOf } from './judgement.ts'
import { briefOf, orderOf } from './orders.ts'
import type { Step } from './way.ts'
import type { View } from './workshop.ts'

/** What some runs have taken together. */
export interface Spent {
  runs: number
  /** Of prompts and answers together. */
  tokens: number
  /** Whether code counted some of them, where the model's server said nothing. */
  estimated: boolean
  /** As far as prices were known. */
  price: number
  /** How many of the runs nobody knows the price of. */
  unpriced: number
}

/** What one run has taken, in the end or until now. */
export interface RunTaken extends Usage {
  run: string
  document: string
  model: string
  /** `live`: it is being written at this moment. */
  status: RunCost['status'] | 'live'
  /** Absent where it is not known. */
  price?: number
}

/** What writing a document is expected to take. */
export interface Expectation {
  /** Empty: the one that the model's server picks. */
  model: string
  tokens: Range
  /** Absent where it is not known. */
  price?: Range
}

/** What a project has taken, what it may take, and what is expected to come. */
export interface ProjectCosts {
  /** Of all prices here. */
  currency: string
  caps: Caps
  all: Spent
  documents: Record<string, Spent>
  /** The newest first. */
  runs: RunTaken[]
  /** Of each document that can be written now. */
  expected: Record<string, Expectation>
  /** Of several drafts of one that can be written now, and one document of them: for each number of drafts. */
  councils: Record<string, CouncilExpectation[]>
  /** Why a cap cannot be kept, for users. */
  remark?: string
}

const NONE: Spent = { runs: 0, tokens: 0, estimated: false, price: 0, unpriced: 0 }
const STAGES: Order['stage'][] = ['questions', 'design', 'review', 'plan', 'phase', 'revision']

/** How long a document of a project may be, where its depth says so. */
export function wordsFor({ stage, input }: Order, { depth }: Complexity): Range | undefined {
  const budget: Partial<Record<string, Range>> = { ...budgetOf(depth) }
  return budget[stage === 'arbiter' ? input.document : stage]
}

/** Adds up what is kept and what is being written. Throws StorageError. */
export function costsOf(meter: CostMeter, { project, newest, steps }: View): ProjectCosts {
  const { prices } = meter.parts
  const runs = runsOf(meter, project)
  const documents: Record<string, Spent> = {}
  for (const run of runs) documents[run.document] = add(documents[run.document] ?? NONE, run)
  const complexity = complexityOf(project, briefOf(newest) ?? '')
  const expected: Record<string, Expectation> = {}
  const councils: Record<string, CouncilExpectation[]> = {}
  for (const { document } of steps.filter(canBeWritten)) {
    const order = orderOf(project, document, newest, { model: '', requestId: '' })
    if (!order) continue
    if (isDrafted(document)) councils[document] = usualExpectations(meter, project.id, order)
    const model = meter.modelOf(order)
    expected[document] = expectation(order, model, prices.priceOf(model), wordsFor(order, complexity))
  }
  const models = STAGES.map((stage) => meter.modelOf({ stage, model: '' }))
  const unknown = models.find((model) => !prices.priceOf(model))
  const cannotKeep = project.caps.price !== undefined && unknown !== undefined
  return {
    currency: prices.currency,
    caps: project.caps,
    all: runs.reduce(add, NONE),
    documents,
    runs,
    expected,
    councils,
    ...(cannotKeep ? { remark: unpriced(unknown) } : {}),
  }
}

const NOT_NOW: readonly Step['state'][] = ['blocked', 'running', 'paused']

const canBeWritten = ({ state, document }: Step): boolean => document !== 'brief' && !NOT_NOW.includes(state)

function runsOf(meter: CostMeter, { id }: Project): RunTaken[] {
  const { costs, prices } = meter.parts
  const live = meter.live(id).map(({ run, document, model, usage }): RunTaken => {
    const price = prices.priceOf(model)
    return {
      run,
      document,
      model,
      status: 'live',
      ...usage,
      ...(price ? { price: costOf(price, usage) } : {}),
    }
  })
  const isLive = new Set(live.map(({ run }) => run))
  const kept = costs
    .of(id)
    .filter(({ run }) => !isLive.has(run))
    .map(({ project: _, message: __, at: ___, ...cost }) => cost)
  return [...live, ...kept]
}

const add = (sum: Spent, { promptTokens, outputTokens, estimated, price }: RunTaken): Spent => ({
  runs: sum.runs + 1,
  tokens: sum.tokens + promptTokens + outputTokens,
  estimated: sum.estimated || estimated,
  price: roundMoney(sum.price + (price ?? 0)),
  unpriced: sum.unpriced + (price === undefined ? 1 : 0),
})

function expectation(
  order: Order,
  model: string,
  price: Price | undefined,
  words: Range | undefined,
): Expectation {
  const expected = expectedOf(order, words)
  return {
    model,
    tokens: tokensIn(expected),
    ...(price ? { price: priceOfExpected(expected, price) } : {}),
  }
}
