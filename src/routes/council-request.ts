import { FEWEST_DRAFTS, isDrafted, MOST_DRAFTS } from '../planning/arbiter-request.ts'
import { spread } from '../projects/council-orders.ts'
import type { CouncilView } from '../projects/council-view.ts'
import { type Order, RUN_ID } from '../runs/run.ts'
import type { Temper } from '../store/councils.ts'
import { RUN_CAPS } from './cap-fields.ts'
import { readModel, readTemperature } from './design-request.ts'
import { type Fail, invalid, type Reader, readForm, readNumber } from './field-readers.ts'
import type { FieldError } from './problem.ts'

export interface CouncilRequest {
  document: string
  drafts: Temper[]
  /** Of each of its runs. */
  caps: Pick<Order, 'maxTokens' | 'maxPrice'>
}

const HOW_MANY = `has to be a number of drafts from ${FEWEST_DRAFTS} to ${MOST_DRAFTS}, or a list of as many`

const readDocument: Reader = (value, fail) =>
  isDrafted(value) ? value : fail('has to be design or plan: of these several drafts can be written')

const readCount = (value: unknown, fail: Fail): number | undefined =>
  readNumber(
    value === '' ? undefined : value,
    (number) => Number.isInteger(number) && number >= FEWEST_DRAFTS && number <= MOST_DRAFTS,
    () => fail(HOW_MANY),
  )

/** What the API is asked for. Throws a Problem (422) that names every field that has to be changed. */
export function readCouncil(fields: Record<string, unknown>): CouncilRequest {
  const wrong: FieldError[] = []
  const { document, drafts, ...caps } = readForm(fields, {
    readers: {
      document: readDocument,
      drafts: (value, fail) => {
        if (Array.isArray(value)) return readTempers(value, fail, wrong)
        const count = readCount(value, fail)
        return count === undefined ? undefined : spread(count)
      },
      ...RUN_CAPS,
    },
    required: ['document', 'drafts'],
  })
  if (wrong.length > 0) throw invalid(wrong)
  return { document, drafts, caps } as CouncilRequest
}

function readTempers(list: unknown[], fail: Fail, wrong: FieldError[]): Temper[] | undefined {
  if (list.length < FEWEST_DRAFTS || list.length > MOST_DRAFTS) return fail(HOW_MANY)
  return list.map((item, at) => {
    const name = `drafts[${at}]`
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      wrong.push({ field: name, message: 'has to be an object with model, temperature, both or neither' })
      return {}
    }
    const temper: Temper = {}
    for (const [key, value] of Object.entries(item)) {
      const failed: Fail = (message) => {
        wrong.push({ field: `${name}.${key.slice(0, 40)}`, message })
        return undefined
      }
      if (key === 'model') temper.model = readModel(value, failed) || undefined
      else if (key === 'temperature') temper.temperature = readTemperature(value, failed)
      else failed('is not a field of a draft; leave it out')
    }
    return bare(temper)
  })
}

const bare = ({ model, temperature }: Temper): Temper => ({
  ...(model === undefined ? {} : { model }),
  ...(temperature === undefined ? {} : { temperature }),
})

/**
 * The form of a project's page: how many drafts, and for each a model and a temperature, as far as they were typed. Throws a
 * Problem (422).
 */
export function readCouncilForm(fields: Record<string, unknown>): CouncilRequest {
  const places = Array.from({ length: MOST_DRAFTS }, (_, at) => at + 1)
  const own = places.flatMap((place): [string, Reader][] => [
    [`model-${place}`, readModel],
    [`temperature-${place}`, readTemperature],
  ])
  const values = readForm(fields, {
    readers: { document: readDocument, drafts: readCount, ...Object.fromEntries(own) },
    required: ['document', 'drafts'],
  })
  const usual = spread(values.drafts as number)
  const drafts = usual.map((temper, at) => {
    const model = values[`model-${at + 1}`] as string | undefined
    const temperature = values[`temperature-${at + 1}`] as number | undefined
    // Different models are different enough; each has a temperature that suits it.
    if (!model && temperature === undefined) return temper
    return bare({ model: model || undefined, temperature })
  })
  return { document: values.document as string, drafts, caps: {} }
}

/** Number of the draft that is taken. Throws a Problem (422). */
export function readTaken(fields: Record<string, unknown>): number {
  const readers: Record<string, Reader> = {
    draft: (value, fail) =>
      readNumber(
        value === '' ? undefined : value,
        (number) => Number.isInteger(number) && number >= 1 && number <= MOST_DRAFTS,
        () => fail('has to be the number of a draft, from 1'),
      ),
  }
  return readForm(fields, { readers, required: ['draft'] }).draft as number
}

/** Which arbiter's run is repeated. Throws a Problem (422). */
export function readAgain(fields: Record<string, unknown>): string {
  const arbiter: Reader = (value, fail) =>
    typeof value === 'string' && RUN_ID.test(value)
      ? value
      : fail('has to be the run that `repeatable` names')
  return readForm(fields, { readers: { arbiter }, required: ['arbiter'] }).arbiter as string
}

/** What the API tells of a council; texts of drafts only where one is looked at. */
export function councilAsJson({ material: _, drafts, ...council }: CouncilView, withTexts = false) {
  return {
    ...council,
    drafts: drafts.map(({ text, ...draft }) =>
      withTexts && text !== undefined ? { ...draft, text } : draft,
    ),
  }
}
