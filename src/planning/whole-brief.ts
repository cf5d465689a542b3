import { type Answer, parseAnswers } from './answers.ts'

/**
 * The brief with the answers to the questions about it: what everything is written from. Answers stand behind the brief's
 * own text, which stays as it is to the byte.
 */

const HEADING = '## Answers to questions about this brief'
const NOTES = 'Remark'

/** What the answers add to the brief; empty where nothing was answered. */
export function answersPart(answers: string): string {
  const { answers: all, notes } = parseAnswers(answers)
  const said = all
    .filter(({ kind }) => kind !== 'skipped')
    .map((answer) => entry(answer.question, wordsOf(answer)))
  if (notes !== '') said.push(entry(NOTES, notes))
  return said.length === 0 ? '' : `${HEADING}\n\n${said.join('\n')}\n`
}

/** `texts`: a project's documents by their keys. Nothing where there is no brief. */
export function wholeBrief(texts: ReadonlyMap<string, string>): string | undefined {
  const brief = texts.get('brief')
  const part = answersPart(texts.get('answers') ?? '')
  if (brief === undefined || part === '') return brief
  return `${brief}${brief.endsWith('\n\n') ? '' : brief.endsWith('\n') ? '\n' : '\n\n'}${part}`
}

const entry = (question: string, words: string): string =>
  `- **${question.replace(/[*\s]+/g, ' ').trim()}** ${words.replace(/\n/g, '\n  ')}`

function wordsOf({ kind, text }: Answer): string {
  if (kind === 'open') return 'It stays open: say so under the open questions.'
  if (kind !== 'decide') return text
  return text === '' ? 'You decide; say what you have chosen.' : `You decide; recommended was: ${text}`
}

export interface BriefParts {
  /** The brief alone. */
  text: string
  /** Each answer as the customer gave it, or what was recommended where the decision was left. */
  answers: { question: string; answer: string }[]
}

/** The pieces of what `wholeBrief` made; any other text is a brief without answers. */
export function briefParts(whole: string): BriefParts {
  const at = whole.lastIndexOf(`\n\n${HEADING}\n\n- **`)
  if (at < 0) return { text: whole, answers: [] }
  const answers: BriefParts['answers'] = []
  for (const line of whole.slice(at + HEADING.length + 4).split('\n')) {
    const [, question, answer] = /^- \*\*([^*]+)\*\* (.*)$/s.exec(line) ?? []
    const last = answers.at(-1)
    if (question !== undefined && answer !== undefined) answers.push({ question, answer })
    else if (last && line.startsWith('  ')) last.answer += `\n${line.slice(2)}`
    else if (line !== '') return { text: whole, answers: [] }
  }
  return {
    text: whole.slice(0, at),
    answers: answers
      .filter(({ answer }) => !/^(?:You decide; say|It stays open: say)/.test(answer))
      .map(({ question, answer }) => ({
        question,
        answer: answer.replace(/^You decide; recommended was: /, ''),
      })),
  }
}
