import { keyOf } from './questions/words.ts'
import { parseQuestions, type Question, type Questions } from './questions.ts'

/**
 * What a person answered to the questions about a brief. It is a document of its own, Markdown that can be read and edited
 * by hand, and stands by itself: each answer is under its question's words, so that it stays when other questions are asked.
 */
export interface Answers {
  /** In the document's order; a question occurs once. */
  answers: Answer[]
  /** The person wants no (further) questions. */
  skipsRest: boolean
  /** What stands above the first question and is no part of the form: a person's own remarks. */
  notes: string
}

export interface Answer {
  question: string
  /** `decide`: whoever designs decides; `open`: it stays open, and the design says so. */
  kind: 'chosen' | 'own' | 'decide' | 'open' | 'skipped'
  /** Of `chosen` and `own` the answer; of `decide` what was recommended, where something was; else empty. */
  text: string
}

/** What a person says to a question: the place of a choice (0 is the first), own words, or nothing. */
export type Reply = { choice: number } | { own: string } | { skip: true }

/** How one question stands. */
export interface Asked {
  question: Question
  answer?: Answer
  state: 'open' | 'answered' | 'skipped'
}

const TITLE = '# Answers'
const SKIPS = 'No further questions are wished.'
const SKIPPED = 'Skipped.'
const LEADS: Record<Exclude<Answer['kind'], 'skipped'>, string> = {
  chosen: 'Chosen:',
  own: 'In own words:',
  decide: 'Left to the design. Recommended:',
  open: 'Left open.',
}

export function writeAnswers({ answers, skipsRest, notes }: Answers): string {
  const parts = [TITLE]
  if (skipsRest) parts.push(SKIPS)
  if (notes !== '') parts.push(notes)
  for (const { question, kind, text } of answers) {
    parts.push(`## ${question}`, kind === 'skipped' ? SKIPPED : LEADS[kind])
    // Nothing in a quote can begin another answer.
    if (text !== '')
      parts.push(
        text
          .split('\n')
          .map((line) => (line === '' ? '>' : `> ${line}`))
          .join('\n'),
      )
  }
  return `${parts.join('\n\n')}\n`
}

/** Total: what is in no form that this program writes is a person's own words. Linear. */
export function parseAnswers(markdown: string): Answers {
  const found: Answers = { answers: [], skipsRest: false, notes: '' }
  const notes: string[] = []
  const byKey = new Map<string, Answer>()
  let open: { question: string; kind?: Answer['kind']; lines: string[] } | undefined
  const close = () => {
    if (!open) return
    const text = open.lines.join('\n').trim()
    const kind = open.kind ?? (text === '' ? 'skipped' : 'own')
    byKey.set(keyOf(open.question) || open.question, {
      question: open.question,
      kind,
      text: kind === 'skipped' ? '' : text,
    })
  }
  for (const line of markdown.replace(/^\uFEFF/, '').split(/\r\n?|\n/)) {
    const question = /^##\s+(\S.*)$/s.exec(line)?.[1]?.trim()
    if (question !== undefined) {
      close()
      open = { question, lines: [] }
    } else if (!open) {
      if (line.trim() === SKIPS) found.skipsRest = true
      else if (line.trim() !== TITLE) notes.push(line)
    } else {
      const kind =
        open.kind === undefined && open.lines.join('').trim() === '' ? kindOf(line.trim()) : undefined
      if (kind) open.kind = kind
      else open.lines.push(line.replace(/^> ?/, ''))
    }
  }
  close()
  return { answers: [...byKey.values()], skipsRest: found.skipsRest, notes: notes.join('\n').trim() }
}

function kindOf(line: string): Answer['kind'] | undefined {
  if (line === SKIPPED) return 'skipped'
  const lead = Object.entries(LEADS).find(([, words]) => words === line)
  return lead?.[0] as Answer['kind'] | undefined
}

/** The document with an answer to one question more, or another one. Throws RangeError where there is no such choice. */
export function withReply(markdown: string, question: Question, reply: Reply): string {
  const known = parseAnswers(markdown)
  const answer = answerOf(question, reply)
  const at = known.answers.findIndex((each) => isTo(each, question))
  const answers = at < 0 ? [...known.answers, answer] : known.answers.with(at, answer)
  return writeAnswers({ ...known, answers })
}

/** The document that says that no further questions are wished, or that they are wished again. */
export const withSkip = (markdown: string, skipsRest: boolean): string =>
  writeAnswers({ ...parseAnswers(markdown), skipsRest })

function answerOf({ text: question, choices, recommended }: Question, reply: Reply): Answer {
  if ('skip' in reply) return { question, kind: 'skipped', text: '' }
  if ('own' in reply) return { question, kind: 'own', text: reply.own.replace(/\r\n?/g, '\n').trim() }
  const choice = choices[reply.choice]
  if (!choice) throw new RangeError(`question has ${choices.length} choices`)
  if (choice.kind === 'open') return { question, kind: 'open', text: '' }
  if (choice.kind === 'answer') return { question, kind: 'chosen', text: choice.text }
  const best = recommended === undefined ? undefined : choices[recommended]
  return { question, kind: 'decide', text: best?.text ?? '' }
}

const isTo = (answer: Answer, question: Question): boolean => keyOf(answer.question) === keyOf(question.text)

/** How each question stands, in their order. */
export function askedOf(
  { questions }: Pick<Questions, 'questions'>,
  { answers, skipsRest }: Answers,
): Asked[] {
  return questions.map((question) => {
    const answer = answers.find((each) => isTo(each, question))
    if (answer) return { question, answer, state: answer.kind === 'skipped' ? 'skipped' : 'answered' }
    return { question, state: skipsRest ? 'skipped' : 'open' }
  })
}

/** How many questions wait for a person; `texts` are a project's documents by their keys. */
export function openQuestions(texts: ReadonlyMap<string, string>): number {
  const questions = texts.get('questions')
  if (questions === undefined) return 0
  const asked = askedOf(parseQuestions(questions), parseAnswers(texts.get('answers') ?? ''))
  return asked.filter(({ state }) => state === 'open').length
}
