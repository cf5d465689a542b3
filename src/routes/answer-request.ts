import type { Reply } from '../planning/answers.ts'
import { AnswersTooLong, QuestionUnknown } from '../projects/asking.ts'
import { invalid, type Reader, readForm, readText } from './field-readers.ts'
import { Problem } from './problem.ts'

const OWN_CHARS = 2000

const READERS: Record<string, Reader> = {
  choice: (value, fail) => {
    const number = typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : value
    return Number.isInteger(number) && (number as number) > 0
      ? number
      : fail('has to be the number of a choice: 1 is the first')
  },
  own: (value, fail) => {
    const text = readText(value, fail)
    return text !== undefined && text.length > OWN_CHARS
      ? fail(`is longer than ${OWN_CHARS} characters`)
      : text
  },
  skip: (value, fail) => (value === true || value === 'true' ? true : fail('can only be true')),
  question: (value, fail) => (typeof value === 'string' ? value : fail('has to be a text')),
}

export interface AnswerRequest {
  reply: Reply
  /** The question as it was shown. */
  question?: string
}

/** An answer: exactly one of choice, own, skip. Throws a Problem (422). */
export function readAnswer(fields: Record<string, unknown>): AnswerRequest {
  const { choice, own, skip, question } = readForm(fields, { readers: READERS, required: [] })
  const given = [choice, own, skip].filter((value) => value !== undefined)
  if (given.length !== 1)
    throw invalid([
      {
        field: 'choice',
        message:
          given.length === 0
            ? 'is missing; send choice, or own with your own words, or skip'
            : 'does not go with own or skip; send one of the three',
      },
    ])
  const reply: Reply =
    typeof choice === 'number' ? { choice: choice - 1 } : typeof own === 'string' ? { own } : { skip: true }
  return typeof question === 'string' ? { reply, question } : { reply }
}

/** Whether no further questions are wished. Throws a Problem (422). */
export function readSkip(fields: Record<string, unknown>): boolean {
  const skips: Reader = (value, fail) =>
    value === true || value === 'true'
      ? true
      : value === false || value === 'false'
        ? false
        : fail('has to be true or false')
  return readForm(fields, { readers: { skipsRest: skips }, required: ['skipsRest'] }).skipsRest as boolean
}

/** The number in a path. Throws QuestionUnknown. */
export function questionNumber(given: string): number {
  if (/^[1-9]\d?$/.test(given)) return Number(given)
  throw new QuestionUnknown(given)
}

/** What an answer was refused for, for users; any other error is itself. */
export function answerProblem(error: unknown): unknown {
  if (error instanceof RangeError)
    return invalid([{ field: 'choice', message: 'is none of the choices of this question' }])
  if (error instanceof AnswersTooLong)
    return invalid([{ field: 'own', message: 'makes all answers together longer than 64 KiB; shorten it' }])
  if (error instanceof QuestionUnknown)
    return new Problem({
      status: 404,
      code: 'question_unknown',
      detail: 'This question is not asked (any more). Look at the questions again, then answer.',
      errors: [{ field: 'number', message: 'is the number of no question' }],
    })
  return error
}
