import { describe, expect, test } from 'bun:test'
import {
  type Answers,
  askedOf,
  openQuestions,
  parseAnswers,
  withReply,
  withSkip,
  writeAnswers,
} from '../../src/planning/answers.ts'
import { parseQuestions } from '../../src/planning/questions.ts'
import { answersPart, briefParts, wholeBrief } from '../../src/planning/whole-brief.ts'
import { forSeeds, hostileText } from './random-text.ts'

const ASKED = `# Questions

## Q-1: Who uses it?

- Only me (recommended)
- A family
- You decide

## Q-2: Where does it run?

- On a phone
- You decide
`
const read = parseQuestions(ASKED)
const [who, where] = read.questions
if (!who || !where) throw new Error('the questions cannot be read')

describe('answers to questions', () => {
  test('are kept as Markdown that says what was asked and what was answered', () => {
    const own = withReply(withReply('', who, { choice: 1 }), where, { own: 'On a server.\r\n\r\n## At home' })
    expect(own).toBe(
      '# Answers\n\n## Who uses it?\n\nChosen:\n\n> A family\n\n## Where does it run?\n\nIn own words:\n\n> On a server.\n>\n> ## At home\n',
    )
    expect(parseAnswers(own).answers).toEqual([
      { question: 'Who uses it?', kind: 'chosen', text: 'A family' },
      { question: 'Where does it run?', kind: 'own', text: 'On a server.\n\n## At home' },
    ])
  })

  test('can be changed one by one, in their places', () => {
    const first = withReply(withReply('', who, { choice: 0 }), where, { skip: true })
    const second = withReply(first, who, { choice: 2 })
    expect(parseAnswers(second).answers).toEqual([
      { question: 'Who uses it?', kind: 'decide', text: 'Only me' },
      { question: 'Where does it run?', kind: 'skipped', text: '' },
    ])
    expect(() => withReply('', who, { choice: 3 })).toThrow(RangeError)
  })

  test('say how each question stands, and how many wait', () => {
    const states = (answers: string) => askedOf(read, parseAnswers(answers)).map(({ state }) => state)
    const texts = (answers?: string) =>
      new Map([['questions', ASKED], ...(answers === undefined ? [] : [['answers', answers] as const])])
    expect(states('')).toEqual(['open', 'open'])
    expect(openQuestions(texts())).toBe(2)
    const one = withReply('', who, { choice: 0 })
    expect(states(one)).toEqual(['answered', 'open'])
    expect(openQuestions(texts(one))).toBe(1)
    const rest = withSkip(one, true)
    expect(states(rest)).toEqual(['answered', 'skipped'])
    expect(openQuestions(texts(rest))).toBe(0)
    expect(withSkip(rest, false)).toBe(one)
    expect(openQuestions(new Map())).toBe(0)
  })

  test('stay with their question when others are asked', () => {
    const answers = parseAnswers(withReply('', where, { choice: 0 }))
    const anew = parseQuestions('## Q-1: Where does it RUN?\n\n- Here\n\n## Q-2: Why?\n\n- So')
    expect(askedOf(anew, answers).map(({ state }) => state)).toEqual(['answered', 'open'])
  })

  test('that somebody edited by hand are own words, and what stands above them is a remark', () => {
    const { answers, notes } = parseAnswers('# Answers\n\nMind the cat.\n\n## Who uses it?\n\nMy aunt.\n')
    expect(answers).toEqual([{ question: 'Who uses it?', kind: 'own', text: 'My aunt.' }])
    expect(notes).toBe('Mind the cat.')
    expect(answersPart('Only a note.')).toContain('- **Remark** Only a note.')
  })

  test('come back from their Markdown as they were, whatever they hold', () =>
    forSeeds(300, (random) => {
      const line = (text: string) => text.replace(/\s+/g, ' ').trim() || 'x'
      const answers: Answers = {
        answers: [0, 1, 2].map((at) => ({
          question: `${at} ${line(hostileText(random, 30))}`,
          kind: 'own',
          text: `w ${hostileText(random, 60).replace(/\r\n?/g, '\n')}`.trim(),
        })),
        skipsRest: random() < 0.5,
        notes: '',
      }
      const again = parseAnswers(writeAnswers(answers))
      expect(again.skipsRest).toBe(answers.skipsRest)
      expect(again.answers.map(({ text }) => text)).toEqual(answers.answers.map(({ text }) => text))
      expect(writeAnswers(again)).toBe(writeAnswers(answers))
    }))
})

describe('the brief with its answers', () => {
  const brief = 'Log plants.\n\n## Later\n\nShare them.'
  const texts = (answers: string) =>
    new Map([
      ['brief', brief],
      ['answers', answers],
    ])

  test('is the brief to the byte, with the answers behind it', () => {
    const answers = withReply(withReply('', who, { choice: 1 }), where, { choice: 1 })
    expect(wholeBrief(texts(answers))).toBe(
      `${brief}\n\n## Answers to questions about this brief\n\n- **Who uses it?** A family\n- **Where does it run?** You decide; say what you have chosen.\n`,
    )
    expect(wholeBrief(new Map([['answers', answers]]))).toBeUndefined()
  })

  test('is the brief alone where nothing was answered', () => {
    for (const answers of ['', withReply('', who, { skip: true }), withSkip('', true)])
      expect(wholeBrief(texts(answers))).toBe(brief)
  })

  test('comes apart again; what was left to whoever designs counts as what was recommended', () => {
    const own = withReply(withReply('', who, { choice: 2 }), where, { own: 'At home,\nin a box' })
    expect(briefParts(wholeBrief(texts(own)) ?? '')).toEqual({
      text: brief,
      answers: [
        { question: 'Who uses it?', answer: 'Only me' },
        { question: 'Where does it run?', answer: 'At home,\nin a box' },
      ],
    })
    expect(briefParts(brief)).toEqual({ text: brief, answers: [] })
  })
})
