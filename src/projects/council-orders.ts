import {
  type ArbiterRequest,
  type DraftText,
  MOST_DRAFTS,
  sourcesOfDrafts,
} from '../planning/arbiter-request.ts'
import { lintDocument } from '../planning/lint.ts'
import type { Order } from '../runs/run.ts'
import type { Council, Temper } from '../store/councils.ts'

/** Where nobody says otherwise, drafts are as different as they can be without one becoming loose. */
const SPREADS: Record<number, readonly number[]> = {
  2: [0.3, 0.9],
  3: [0.3, 0.7, 1],
  4: [0.2, 0.5, 0.8, 1],
  5: [0.2, 0.4, 0.6, 0.8, 1],
}

/** So many drafts by the same model. */
export const spread = (count: number): Temper[] =>
  (SPREADS[Math.min(count, MOST_DRAFTS)] ?? []).map((temperature) => ({ temperature }))

/** Drafts that would be the same wish twice get temperatures of their own; every other wish stays as it is. */
export function toldApart(tempers: readonly Temper[]): Temper[] {
  const usual = spread(tempers.length)
  return tempers.map((temper, at) => {
    const isAlone = tempers.every(
      (other, place) => place === at || other.model !== temper.model || other.temperature !== undefined,
    )
    return temper.temperature !== undefined || (isAlone && temper.model !== undefined)
      ? temper
      : { ...temper, ...usual[at] }
  })
}

/** One draft: a model that takes no temperature writes with its own. */
export function draftOrder(material: Order, { model = '', temperature }: Temper): Order {
  return {
    ...material,
    model,
    ...(temperature === undefined ? {} : { temperature, temperatureIsWish: true }),
  }
}

/** Findings that the arbiter is told of one draft, and code units of a draft that it reads. */
const MOST_FAULTS = 20
const MOST_CHARS = 100_000

/** One document of those drafts; nothing for an order of which there are no drafts. */
export function arbiterOrder(material: Order, texts: readonly string[]): Order | undefined {
  const { stage, input: request, temperature: _, ...facts } = material
  const { projectName } = request
  const order = (input: ArbiterRequest): Order => ({ ...facts, model: '', stage: 'arbiter', input })
  if (stage === 'design') {
    const drafts = texts.map((text) => judged('design', text, { document: 'design', request }))
    return order({ projectName, document: 'design', request, drafts })
  }
  if (stage === 'plan') {
    const drafts = texts.map((text) => judged('plan', text, { document: 'plan', request }))
    return order({ projectName, document: 'plan', request, drafts })
  }
  return undefined
}

function judged(document: string, whole: string, sources: Parameters<typeof sourcesOfDrafts>[0]): DraftText {
  const text = whole.length > MOST_CHARS ? whole.slice(0, whole.lastIndexOf('\n', MOST_CHARS) + 1) : whole
  const cut = text === whole ? [] : ['- error: it is longer than can be read at once, and stops here']
  const findings = lintDocument(document, text, { texts: sourcesOfDrafts(sources) })
    .filter(({ severity }) => severity !== 'hint')
    .map(({ severity, message, place: { section } }) => {
      const where = section === undefined ? '' : ` (in ${section})`
      return `- ${severity}: ${message.replace(/\s+/g, ' ')}${where}`
    })
  return { text, faults: [...cut, ...findings].slice(0, MOST_FAULTS).join('\n') }
}

/** What a council's drafts are asked by, in their order. */
export const draftOrders = ({ material, drafts }: Pick<Council, 'material' | 'drafts'>): Order[] =>
  drafts.map((temper) => draftOrder(material, temper))

/** What rules find in a draft, but for hints; a line each, as the arbiter is told. */
export function faultsIn(material: Order, text: string): string[] {
  const order = arbiterOrder(material, [text])
  const faults = order?.stage === 'arbiter' ? (order.input.drafts[0]?.faults ?? '') : ''
  return faults === '' ? [] : faults.split('\n')
}
