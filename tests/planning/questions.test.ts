import { describe, expect, test } from 'bun:test'
import { MOST_CHOICES, MOST_QUESTIONS, parseQuestions } from '../../src/planning/questions.ts'
import { SAMPLES } from './questions-corpus.ts'
import { forSeeds, hostileText } from './random-text.ts'

describe('questions about a brief are read', () => {
  test.each(SAMPLES)('$name', ({ text, questions, missing = [], named = [] }) => {
    const read = parseQuestions(text)
    const found = read.questions.map(({ text, choices, recommended }) => {
      const answers = choices.filter(({ kind }) => kind === 'answer').map(({ text }) => text)
      return recommended === undefined ? [text, answers] : [text, answers, choices[recommended]?.text]
    })
    expect(found as unknown).toEqual(questions)
    expect(read.missing.map(({ code }) => code).sort()).toEqual([...missing].sort())
    const said = read.missing.map(({ message }) => message).join('\n')
    for (const words of named) expect(said).toContain(words)
  })
})

/** Words that say what something is, and nothing more. */
const FORM = new Set(
  `question questions clarifying options answer answers choices because why matters recommended recommendation default
  rückfragen frage warum empfohlen empfehlung recommandé recomendado 質問１ 質問２ text true json markdown
  other something else please specify`.split(/\s+/),
)
/** Said to be polite. */
const POLITE = /^(?:sure|here are a few|sure! before)/i

test('no word of a text is lost in silence: it is in a question, or named', () => {
  for (const { name, text } of SAMPLES) {
    const { questions, missing } = parseQuestions(text)
    if (questions.length === 0 && missing.length === 0) continue
    const read = questions.flatMap(({ text, topic = '', why = '', choices }) => [
      text,
      topic,
      why,
      ...choices.map((choice) => choice.text),
    ])
    const said = [...read, ...missing.map(({ message }) => message)].join('\n').toLowerCase()
    for (const line of text.split('\n')) {
      if (POLITE.test(line) || /^# /.test(line)) continue
      const words = (line.toLowerCase().match(/[\p{L}\p{N}’']{3,}/gu) ?? []).filter((word) => !FORM.has(word))
      expect([name, line, words.filter((word) => !said.includes(word))]).toEqual([name, line, []])
    }
  }
})

/** Pieces that models put together, in an order that none has. */
const PIECES = [
  '## Q-1: Who?',
  '1. Where is it?',
  '- A team',
  '- You decide',
  'A) Me',
  'B) All (recommended)',
  'Recommended: B',
  'Why: money',
  '**Options:**',
  '| Question | Options |',
  '|---|---|',
  '| Who? | a, b |',
  '```',
  '{"questions":[',
  '(recommended)',
  '⭐',
  '？',
  '质问',
  '> quoted?',
  '### 2.',
  '   - nested',
  '\t',
  '',
  '',
  'No questions.',
  'Other',
  '\uFEFF',
  '# Questions',
  'Sure! Here:',
]

describe('reading questions', () => {
  const holds = (text: string) => {
    const { questions, markdown, missing } = parseQuestions(text)
    expect(markdown).toBe(text)
    expect(questions.length).toBeLessThanOrEqual(MOST_QUESTIONS)
    expect(questions.map(({ number }) => number)).toEqual(questions.map((_, at) => at + 1))
    for (const { choices, recommended, text: asked, start, end } of questions) {
      expect(asked.trim()).not.toBe('')
      expect(choices.length).toBeGreaterThanOrEqual(2)
      expect(choices.length).toBeLessThanOrEqual(MOST_CHOICES)
      expect(choices.filter(({ kind }) => kind === 'decide')).toHaveLength(1)
      expect(new Set(choices.map((choice) => choice.text)).size).toBe(choices.length)
      if (recommended !== undefined) expect(choices[recommended]?.kind).toBe('answer')
      expect(start).toBeLessThanOrEqual(end)
      expect(end).toBeLessThanOrEqual(text.length)
    }
    for (const { code, message } of missing) expect([code, message].every((said) => said !== '')).toBe(true)
  }

  test('never throws, and holds to its bounds, whatever the text', () =>
    forSeeds(400, (random) => {
      holds(hostileText(random, 200))
      const count = random() * 40
      const some = Array.from({ length: count }, () => PIECES[Math.floor(random() * PIECES.length)] ?? '')
      holds(some.join('\n'))
    }))

  test('says something of every text that is not empty and asks nothing', () => {
    for (const text of [
      'x',
      '# Questions',
      '- a\n- b',
      '```\n```',
      '{',
      '[]x',
      '<p>?</p>',
      '# Design\n\n## Summary\n\nA thing.',
    ])
      expect([text, parseQuestions(text).missing.length]).toEqual([text, 1])
  })

  test('takes time in proportion to the text', () => {
    const time = (text: string): number => {
      const start = performance.now()
      parseQuestions(text)
      return performance.now() - start
    }
    for (const piece of [
      '? ',
      '- a?\n',
      '1. ',
      'A) ',
      '((((',
      '**',
      '| a? ',
      '（推奨',
      'Q1: ',
      '[[',
      ' – ',
      '> ',
      '?(',
      'か',
      ', ',
      '\t- x\n',
    ]) {
      const text = piece.repeat(Math.ceil(190_000 / piece.length))
      expect([piece, time(text) < 1500]).toEqual([piece, true])
    }
  })
})
