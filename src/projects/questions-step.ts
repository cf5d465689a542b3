import { askedOf, parseAnswers } from '../planning/answers.ts'
import { parseQuestions } from '../planning/questions.ts'
import type { Version } from '../store/documents.ts'
import type { Step } from './way.ts'

/** Where the questions about a brief stand when no run is writing them; `failed`: why the last run came to nothing. */
export function questionsStep(
  newest: ReadonlyMap<string, Pick<Version, 'text'>>,
  failed: string | undefined,
): Pick<Step, 'state' | 'why'> {
  const written = newest.get('questions')?.text
  const answers = parseAnswers(newest.get('answers')?.text ?? '')
  if (written === undefined) {
    if (answers.skipsRest) return { state: 'skipped', why: 'You did not want to be asked.' }
    if (newest.has('design')) return { state: 'skipped', why: 'The design was written without them.' }
    return { state: 'ready', why: failed }
  }
  const questions = parseQuestions(written)
  const asked = askedOf(questions, answers)
  const answered = asked.filter(({ state }) => state === 'answered').length
  const isOpen = asked.some(({ state }) => state === 'open')
  const none = questions.missing.length === 0 ? 'There was nothing to ask.' : 'No question could be read.'
  const why = asked.length === 0 ? none : `${answered} of ${asked.length} answered.`
  const state = isOpen ? 'open' : asked.length > 0 && answered === 0 ? 'skipped' : 'done'
  return { state, why: [why, failed].filter(Boolean).join(' ') }
}
