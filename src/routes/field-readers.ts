import { type FieldError, Problem } from './problem.ts'

/** What fields of a request may hold, and how each is read. */

const NAME_CHARS = 120
const TEXT_BYTES = 32 * 1024
const LIST_ITEMS = 20
const ITEM_CHARS = 60

export type Fail = (message: string) => undefined
/** Gives what a field's value means, or what `fail` gives. */
export type Reader = (value: unknown, fail: Fail) => unknown

export interface Form {
  readers: Record<string, Reader>
  required: readonly string[]
  /** Names a field may also come under. */
  aliases?: Record<string, string>
  /** Names that the caller knows and reads itself. */
  others?: readonly string[]
}

/** The values of a request's fields. Throws a Problem (422) that names every field that has to be changed. */
export function readForm(fields: Record<string, unknown>, form: Form): Record<string, unknown> {
  const { readers, required, aliases = {}, others = [] } = form
  const errors: FieldError[] = []
  const values: Record<string, unknown> = {}
  for (const [given, value] of Object.entries(fields)) {
    const name = Object.hasOwn(aliases, given) ? (aliases[given] ?? given) : given
    if (others.includes(given)) continue
    const read = Object.hasOwn(readers, name) ? readers[name] : undefined
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
  for (const field of required)
    if (!Object.hasOwn(values, field)) errors.push({ field, message: 'is missing' })
  if (errors.length > 0) throw invalid(errors)
  return values
}

export function readName(value: unknown, fail: Fail): string | undefined {
  const text = readText(value, fail)
  if (text === undefined) return undefined
  if (/[\r\n]/.test(text)) return fail('has to be one line')
  // A link to it could not be seen either.
  if (!/[^\p{Cf}\p{Z}]/u.test(text)) return fail('holds nothing that can be seen')
  return [...text].length > NAME_CHARS ? fail(`is longer than ${NAME_CHARS} characters`) : text
}

/** Up to 32 KiB. */
export function readLongText(value: unknown, fail: Fail): string | undefined {
  const text = readText(value, fail)
  const bytes = Buffer.byteLength(text ?? '')
  if (bytes <= TEXT_BYTES) return text
  return fail(`is ${Math.ceil(bytes / 1024)} KiB long; at most 32 KiB`)
}

export function invalid(errors: FieldError[]): Problem {
  const detail = errors.map(({ field, message }) => `${field} ${message}`).join('; ')
  return new Problem({ status: 422, code: 'invalid_request', detail: `${detail}.`, errors })
}

export function readText(value: unknown, fail: Fail): string | undefined {
  if (typeof value !== 'string') return fail('has to be a text')
  if (!value.isWellFormed()) return fail('holds half a character (a lone surrogate); send whole characters')
  // Tab and line ends alone have a meaning in a text.
  if (/[^\P{Cc}\t\r\n]/u.test(value)) return fail('holds a control character; send plain text')
  const text = value.trim()
  return text === '' ? fail('is empty; write at least a few words') : text
}

export function readList(value: unknown, fail: Fail): string[] | undefined {
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
export function readNumber(
  value: unknown,
  good: (number: number) => boolean,
  fail: () => undefined,
): number | undefined {
  if (value === '') return undefined
  const number =
    typeof value === 'string' && /^\d{1,9}(\.\d{1,9})?$/.test(value.trim()) ? Number(value) : value
  return typeof number === 'number' && good(number) ? number : fail()
}
