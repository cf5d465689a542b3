import { roundMoney } from '../models/money.ts'
import { FEWEST_DRAFTS, MOST_DRAFTS } from '../planning/arbiter-request.ts'
import type { Range } from '../planning/complexity.ts'
import type { Order } from '../runs/run.ts'
import type { Temper } from '../store/councils.ts'
import type { CostMeter } from './cost-meter.ts'
import type { Expectation } from './costs.ts'
import { arbiterOrder, draftOrder } from './council-orders.ts'
import { type Expected, priceOfExpected, tokensIn } from './estimate.ts'

interface Wish {
  order: Order
  /** Of the arbiter: as if the drafts came out as long as they can. */
  expected: Expected
}

/** What several drafts and the arbiter are expected to take together. */
export interface CouncilExpectation extends Omit<Expectation, 'model'> {
  /** How many drafts. */
  drafts: number
  /** Of the drafts in their order, then of the arbiter; an empty one is what the model's server picks. */
  models: string[]
}

/** All runs of a council, as they are wished for at its begin; the arbiter comes last. */
export function wishesOf(
  meter: CostMeter,
  project: string,
  material: Order,
  tempers: readonly Temper[],
): Wish[] {
  const place = { project, document: material.stage }
  const drafts = tempers.map((temper) => {
    const order = draftOrder(material, temper)
    return { order, expected: meter.expectedOf(order, place) }
  })
  const order = arbiterOrder(material, [])
  if (!order) return drafts
  const { promptTokens, outputTokens } = meter.expectedOf(order, place)
  const read = drafts.reduce((sum, { expected }) => sum + expected.outputTokens.most, promptTokens)
  return [...drafts, { order, expected: { promptTokens: read, outputTokens } }]
}

export const expectationOf = (
  meter: CostMeter,
  project: string,
  material: Order,
  tempers: readonly Temper[],
): CouncilExpectation => together(meter, wishesOf(meter, project, material, tempers))

/** What councils of every size take whose drafts are by the usual model. */
export function usualExpectations(meter: CostMeter, project: string, material: Order): CouncilExpectation[] {
  const most = wishesOf(
    meter,
    project,
    material,
    Array.from({ length: MOST_DRAFTS }, () => ({})),
  )
  const arbiter = most.at(-1)
  const out = most[0]?.expected.outputTokens.most ?? 0
  if (!arbiter) return []
  return Array.from({ length: MOST_DRAFTS - FEWEST_DRAFTS + 1 }, (_, at) => {
    const count = at + FEWEST_DRAFTS
    const promptTokens = arbiter.expected.promptTokens - (MOST_DRAFTS - count) * out
    const last = { ...arbiter, expected: { ...arbiter.expected, promptTokens } }
    return together(meter, [...most.slice(0, count), last])
  })
}

function together(meter: CostMeter, wishes: readonly Wish[]): CouncilExpectation {
  const models = wishes.map(({ order }) => meter.modelOf(order))
  const tokens = wishes.map(({ expected }) => tokensIn(expected)).reduce(added, NONE)
  // The arbiter reads what the drafts have come to, which may be the least.
  const spared = wishes
    .slice(0, -1)
    .reduce((sum, { expected: { outputTokens } }) => sum + outputTokens.most - outputTokens.least, 0)
  const prices = wishes.map(({ expected }, at) => {
    const price = meter.parts.prices.priceOf(models[at] ?? '')
    if (!price) return undefined
    const shorter =
      at === wishes.length - 1 ? { ...expected, promptTokens: expected.promptTokens - spared } : expected
    return { least: priceOfExpected(shorter, price).least, most: priceOfExpected(expected, price).most }
  })
  const known = prices.filter((price) => price !== undefined)
  return {
    drafts: wishes.length - 1,
    models,
    tokens: { ...tokens, least: tokens.least - spared },
    ...(known.length === prices.length ? { price: rounded(known.reduce(added, NONE)) } : {}),
  }
}

const rounded = ({ least, most }: Range): Range => ({ least: roundMoney(least), most: roundMoney(most) })
const NONE: Range = { least: 0, most: 0 }
const added = (sum: Range, { least, most }: Range): Range => ({
  least: sum.least + least,
  most: sum.most + most,
})
