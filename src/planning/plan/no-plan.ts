import type { Missing } from '../design.ts'
import { plainText, shorten } from '../inline.ts'
import { listed } from '../missing.ts'
import { REFUSAL } from '../refusal.ts'
import type { Body } from './body.ts'
import type { PlanText } from './text.ts'

/** What a text is instead, from which no plan could be read. `what`: what was looked for. */
export function* noPlan({ passages, outline }: PlanText, code: string, what: string): Generator<Missing> {
  const first = passages.find(({ kind }) => kind !== 'heading') ?? passages[0]
  const said = shorten(plainText(first?.text ?? ''), 120)
  const quote = said === '' ? '' : ` It begins with “${said}”.`
  yield { code, message: `No ${what} could be read from the text.${quote}` }
  if (first && REFUSAL.test(first.text))
    yield { code: 'text:refused', message: `The model did not write a plan, but: “${said}”.` }
  if (passages.length === 0 && outline.lines.some((line) => line.code))
    yield { code: 'text:only-code', message: 'The text is nothing but a code block.' }
}

/** What is listed in phases and could not be read. */
export function* looseIn(bodies: Body[]): Generator<Missing> {
  const loose = bodies.flatMap((body) => body.loose)
  const lost = bodies.flatMap(({ phase, tasks }) => [phase, ...tasks].flatMap((draft) => draft.lost))
  if (loose.length + lost.length === 0) return
  const quotes = [
    ...loose.map(({ text, line }) => `“${shorten(plainText(text), 60)}” in line ${line}`),
    ...lost.map((text) => `“${shorten(plainText(text), 60)}”`),
  ]
  yield {
    code: 'phases:unread',
    message: `Listed in a phase, and neither a task nor said of one: ${listed(quotes)}.`,
  }
}
