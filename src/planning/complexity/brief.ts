import { keyOfService, nameOfEntry } from './integrations.ts'
import { type Passage, type Quote, type Reading, readPassages } from './mentions.ts'
import { SIGNALS } from './signals.ts'
import { answerOf } from './stance.ts'
import { fold, sentencesIn } from './words.ts'

/** What is judged: what a person asked for, and how the questions about it were answered. */
export interface ComplexityBrief {
  name: string
  text: string
  languages?: readonly string[]
  frameworks?: readonly string[]
  apis?: readonly string[]
  /** Answers that do not stand in the text. */
  answers?: readonly Answer[]
}

export interface Answer {
  question: string
  answer: string
}

export interface BriefReading {
  reading: Reading
  /** Services that are listed as APIs. */
  services: { service: string; quote: Quote }[]
  frameworks: readonly string[]
}

export function readBrief(brief: ComplexityBrief): BriefReading {
  const { name, text, languages = [], frameworks = [], apis = [], answers = [] } = brief
  const own = new Set([...languages, ...frameworks].flatMap((name) => fold(name).split(/[^\p{L}\p{N}]+/u)))
  const listed = apis.map((text, index): Passage => ({ field: 'apis', index, text }))
  const reading = readPassages(
    [
      { field: 'name', text: name },
      { field: 'text', text },
      ...answers.flatMap(passagesOf),
      ...listed.filter(({ text }) => isListed(text)),
    ],
    own,
  )
  const services = listed.flatMap(({ index, text }) => {
    const name = isListed(text) || own.has(keyOfService(text)) ? undefined : nameOfEntry(text)
    const start = name === undefined ? -1 : text.indexOf(name)
    return name === undefined || start < 0
      ? []
      : [
          {
            service: name,
            quote: { field: 'apis' as const, index, text: name, start, end: start + name.length },
          },
        ]
  })
  return { reading, services, frameworks }
}

/** Its name is one that the list of services has. */
const isListed = (text: string): boolean =>
  sentencesIn(text.slice(0, 200)).some(({ words }) =>
    SIGNALS.find(words, text).some(({ meanings }) => meanings.some(({ value }) => value.sort === 'service')),
  )

/**
 * What a bare "no" or "yes" answers is what the question names; any other answer speaks for itself.
 */
function passagesOf({ question, answer }: Answer, index: number): Passage[] {
  const said: Passage = { field: 'answers', index, text: answer }
  const answered = answerOf(sentencesIn(answer.slice(0, 200))[0])
  return answered ? [{ field: 'answers', index, text: question, answered }, said] : [said]
}
