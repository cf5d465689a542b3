import type { Order } from '../runs/run.ts'
import { type FieldError, Problem } from './problem.ts'

const REQUIREMENTS_BYTES = 32 * 1024
const NAME_CHARS = 120
const LIST_ITEMS = 20
const ITEM_CHARS = 60
const MODEL_CHARS = 200
const MAX_OUTPUT_TOKENS = 1_000_000

/** Names a field may also come under. */
const ALIASES: Record<string, string> = { project_name: 'projectName', description: 'requirements' }

type Reader = (value: unknown, fail: (message: string) => undefined) => unknown

const FIELDS: Record<string, Reader> = {
  projectName: (value, fail) => {
    const text = readText(value, fail)
    if (text === undefined) return undefined
    if (/[\r\n]/.test(text)) return fail('has to be one line')
    return [...text].length > NAME_CHARS ? fail(`is longer than ${NAME_CHARS} characters`) : text
  },
  requirements: (value, fail) => {
    const text = readText(value, fail)
    const bytes = Buffer.byteLength(text ?? '')
    if (bytes <= REQUIREMENTS_BYTES) return text
    return fail(`is ${Math.ceil(bytes / 1024)} KiB long; at most 32 KiB`)
  },
  languages: (value, fail) => {
    const list = readList(value, fail)
    return list?.length === 0
      ? fail('is empty; name at least one programming language, such as TypeScript')
      : list
  },
  frameworks: readList,
  apis: readList,
  model: (value, fail) => {
    if (value === '') return ''
    const text = readText(value, fail)
    if (text === undefined || (text.length <= MODEL_CHARS && !/\s/.test(text))) return text
    return fail(`has to be a model's name without spaces, at most ${MODEL_CHARS} characters`)
  },
  temperature: (value, fail) =>
    readNumber(
      value,
      (number) => number >= 0 && number <= 2,
      () => fail('has to be a number from 0 to 2'),
    ),
  maxOutputTokens: (value, fail) =>
    readNumber(
      value,
      (number) => Number.isInteger(number) && number >= 1 && number <= MAX_OUTPUT_TOKENS,
      () => fail(`has to be a whole number from 1 to ${MAX_OUTPUT_TOKENS}`),
    ),
}

const REQUIRED = ['projectName', 'requirements', 'languages']

/**
 * The order that a request's fields make. `others` are names that the caller knows and reads itself. Throws a Problem
 * (422) that names every field that has to be changed.
 */
export function readDesignOrder(
  fields: Record<string, unknown>,
  requestId: string,
  others: string[] = [],
): Order {
  const errors: FieldError[] = []
  const values: Record<string, unknown> = {}
  for (const [given, value] of Object.entries(fields)) {
    const name = ALIASES[given] ?? given
    if (others.includes(given)) continue
    const read = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined
    if (!read)
      errors.push({ field: given.slice(0, 60), message: 'is not a field of this request; leave it out' })
    else if (Object.hasOwn(values, name))
      errors.push({ field: name, message: `comes twice, as ${name} and by its other name` })
    else {
      values[name] = read(value, (message) => {
        errors.push({ field: name, message })
        return undefined
      })
    }
  }
  for (const field of REQUIRED)
    if (!Object.hasOwn(values, field)) errors.push({ field, message: 'is missing' })
  if (errors.length > 0) throw invalid(errors)
  const {
    projectName,
    requirements,
    languages,
    frameworks = [],
    apis = [],
    model = '',
    temperature,
    maxOutputTokens,
  } = values
  const input = { projectName, requirements, languages, frameworks, apis } as Order['input']
  const limits = { temperature, maxOutputTokens } as Pick<Order, 'temperature' | 'maxOutputTokens'>
  return { stage: 'design', input, model: model as string, ...limits, requestId }
}

function invalid(errors: FieldError[]): Problem {
  const detail = errors.map(({ field, message }) => `${field} ${message}`).join('; ')
  return new Problem({ status: 422, code: 'invalid_request', detail: `${detail}.`, errors })
}

function readText(value: unknown, fail: (message: string) => undefined): string | undefined {
  if (typeof value !== 'string') return fail('has to be a text')
  if (!value.isWellFormed()) return fail('holds half a character (a lone surrogate); send whole characters')
  // Tab and line ends alone have a meaning in a text.
  if (/[^\P{Cc}\t\r\n]/u.test(value)) return fail('holds a control character; send plain text')
  const text = value.trim()
  return text === '' ? fail('is empty; write at least a few words') : text
}

function readList(value: unknown, fail: (message: string) => undefined): string[] | undefined {
  const given = typeof value === 'string' ? value.split(',') : value
  if (!Array.isArray(given)) return fail('has to be a list of texts, or one text with commas')
  const items: string[] = []
  for (const item of given.flatMap((part: unknown) =>
    typeof part === 'string' ? part.split(',') : [part],
  )) {
    if (typeof item === 'string' && item.trim() === '') continue
    const text = readText(item, fail)
    if (text === undefined) return undefined
    if (/[\r\n\t]/.test(text)) return fail('has an entry of more than one line')
    if ([...text].length > ITEM_CHARS) return fail(`has an entry longer than ${ITEM_CHARS} characters`)
    if (!items.includes(text)) items.push(text)
  }
  return items.length > LIST_ITEMS ? fail(`has more than ${LIST_ITEMS} entries`) : items
}

/** Forms send numbers as text, and fields left empty as ''. */
function readNumber(
  value: unknown,
  good: (number: number) => boolean,
  fail: () => undefined,
): number | undefined {
  if (value === '') return undefined
  const number =
    typeof value === 'string' && /^\d{1,9}(\.\d{1,9})?$/.test(value.trim()) ? Number(value) : value
  return typeof number === 'number' && good(number) ? number : fail()
}
