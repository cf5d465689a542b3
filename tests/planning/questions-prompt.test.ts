import { describe, expect, test } from 'bun:test'
import questionsPrompt from '../../src/planning/prompts/questions.v1.md' with { type: 'text' }
import {
  continueQuestionsMessages,
  questionsMessages,
  readDesignRequest,
  readPlanRequest,
  readQuestionsRequest,
} from '../../src/planning/prompts.ts'
import { parseQuestions } from '../../src/planning/questions.ts'
import type { QuestionsRequest } from '../../src/planning/questions-request.ts'
import { forSeeds, hostileText } from './random-text.ts'

const request: QuestionsRequest = {
  projectName: 'Tidewatch',
  brief: 'Warn of floods.',
  languages: ['Go', 'SQL'],
  frameworks: [],
  apis: ['Tide API'],
  doubts: ['The brief has only 3 words.'],
}
const last = (messages: { content: string }[]): string => messages.at(-1)?.content ?? ''

describe('asking for questions', () => {
  test('can be read back from the message, whatever the brief says, and is no order for another document', () =>
    forSeeds(100, (random) => {
      const brief = hostileText(random, 200)
      const text = last(questionsMessages({ ...request, brief }))
      expect(readQuestionsRequest(text)).toEqual({ ...request, brief })
      expect(readDesignRequest(text)).toBeUndefined()
      expect(readPlanRequest(text)).toBeUndefined()
    }))

  test('shows the model a form that is read as it is meant', () => {
    const form = questionsPrompt.slice(questionsPrompt.indexOf('## Q-1'), questionsPrompt.indexOf('## Q-2'))
    const { questions, missing } = parseQuestions(form)
    expect(missing).toEqual([])
    expect(questions[0]).toMatchObject({ choices: [{}, {}, { kind: 'decide' }], recommended: 0 })
    expect(questions[0]?.why).toContain('depends on the answer')
  })

  test('goes on where it broke off, and says how many there are', () => {
    expect(continueQuestionsMessages(request, '')).toEqual(questionsMessages(request))
    const text = '## Q-1: Who?\n\n- Me\n\n## Q-2: Wh'
    const messages = continueQuestionsMessages(request, text)
    expect(messages.at(-2)).toEqual({ role: 'assistant', content: text })
    expect(last(messages)).toContain('2 have been begun')
  })
})
