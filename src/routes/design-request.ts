import type { DesignRequest } from '../planning/design.ts'
import type { Order } from '../runs/run.ts'
import { RUN_CAPS } from './cap-fields.ts'
import {
  type Fail,
  type Reader,
  readForm,
  readList,
  readLongText,
  readName,
  readNumber,
  readText,
} from './field-readers.ts'

const MODEL_CHARS = 200
const MAX_OUTPUT_TOKENS = 1_000_000

const ALIASES = { project_name: 'projectName', description: 'requirements' }

/** Empty: the one that is usual here. */
export function readModel(value: unknown, fail: Fail): string | undefined {
  if (value === '') return ''
  const text = readText(value, fail)
  if (text === undefined || (text.length <= MODEL_CHARS && !/\s/.test(text))) return text
  return fail(`has to be a model's name without spaces, at most ${MODEL_CHARS} characters`)
}

export const readTemperature = (value: unknown, fail: Fail): number | undefined =>
  readNumber(
    value,
    (number) => number >= 0 && number <= 2,
    () => fail('has to be a number from 0 to 2'),
  )

const READERS: Record<string, Reader> = {
  projectName: readName,
  requirements: readLongText,
  languages: (value, fail) => {
    const list = readList(value, fail)
    return list?.length === 0
      ? fail('is empty; name at least one programming language, such as TypeScript')
      : list
  },
  frameworks: readList,
  apis: readList,
  model: readModel,
  temperature: readTemperature,
  maxOutputTokens: (value, fail) =>
    readNumber(
      value,
      (number) => Number.isInteger(number) && number >= 1 && number <= MAX_OUTPUT_TOKENS,
      () => fail(`has to be a whole number from 1 to ${MAX_OUTPUT_TOKENS}`),
    ),
  ...RUN_CAPS,
}

const REQUIRED = ['projectName', 'requirements', 'languages']

/**
 * The order that a request's fields make. `others` are names that the caller knows and reads itself; `required` ones have to
 * be there. Throws a Problem (422) that names every field that has to be changed.
 */
export function readDesignOrder(
  fields: Record<string, unknown>,
  requestId: string,
  others: string[] = [],
  required: readonly string[] = REQUIRED,
): Order & { stage: 'design' } {
  const {
    projectName,
    requirements,
    languages = [],
    frameworks = [],
    apis = [],
    model = '',
    temperature,
    maxOutputTokens,
    maxTokens,
    maxPrice,
  } = readForm(fields, { readers: READERS, required, aliases: ALIASES, others })
  const input = { projectName, requirements, languages, frameworks, apis } as DesignRequest
  const limits = { temperature, maxOutputTokens, maxTokens, maxPrice } as Pick<
    Order,
    'temperature' | 'maxOutputTokens' | 'maxTokens' | 'maxPrice'
  >
  return { stage: 'design', input, model: model as string, ...limits, requestId }
}
