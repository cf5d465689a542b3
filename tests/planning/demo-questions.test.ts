import { describe, expect, test } from 'bun:test'
import { parseAnswers, withReply } from '../../src/planning/answers.ts'
import { writeDesign } from '../../src/planning/demo/design.ts'
import { writeQuestions } from '../../src/planning/demo/questions.ts'
import { parseDesign } from '../../src/planning/design.ts'
import { parseQuestions, type Questions } from '../../src/planning/questions.ts'
import { wholeBrief } from '../../src/planning/whole-brief.ts'

const ask = (brief: string, projectName = 'Plant diary', languages: string[] = ['TypeScript']): Questions =>
  parseQuestions(writeQuestions({ projectName, brief, languages, frameworks: [], apis: [], doubts: [] }))

const BRIEFS: [kind: string, brief: string, languages: string[]][] = [
  ['a web app', 'A web app in which people log when they water a plant.', ['TypeScript']],
  ['a CLI', 'A command-line tool that renames photos by the date in them.', ['Rust']],
  ['a library', 'A library that parses cron expressions.', ['TypeScript']],
  ['a pipeline', 'A data pipeline that loads CSV files into Parquet and checks each row.', ['Python']],
  ['a mobile app', 'A mobile app to record bird sightings on a map.', ['Kotlin']],
  ['one word', 'Plants', []],
  ['Japanese', '美容院の予約システム。お客様は空き時間を見て予約できる。', ['TypeScript']],
]

describe('the demo model asks', () => {
  test.each(BRIEFS)('two to four questions that can be read, about %s', (_, brief, languages) => {
    const { questions, missing } = ask(brief, 'P', languages)
    expect(missing).toEqual([])
    expect(questions.length).toBeGreaterThanOrEqual(2)
    expect(questions.length).toBeLessThanOrEqual(4)
    for (const { recommended, why } of questions) {
      expect(recommended).toBeDefined()
      expect(why).toBeDefined()
    }
  })

  test('other questions about other products, and none that the brief answers', () => {
    const texts = (brief: string, languages?: string[]) =>
      ask(brief, 'P', languages).questions.map(({ text }) => text)
    expect(texts(BRIEFS[1]?.[1] ?? '', ['Rust'])).not.toEqual(texts(BRIEFS[0]?.[1] ?? ''))
    const settled = texts('A web app for members, who sign in. It works offline. Data is kept in PostgreSQL.')
    for (const word of ['sign in', 'network', 'data kept'])
      expect(settled.filter((text) => text.includes(word))).toEqual([])
  })
})

describe('the design of the demo model', () => {
  const brief = 'A web app in which a gardener logs when a plant was watered.'
  const design = (answers?: string): string =>
    writeDesign({
      projectName: 'Plant diary',
      requirements:
        wholeBrief(new Map([['brief', brief], ...(answers ? [['answers', answers] as const] : [])])) ?? '',
      languages: ['TypeScript'],
      frameworks: [],
      apis: [],
    })
  const answer = (word: string, choice: number): string => {
    const question = ask(brief).questions.find(({ text }) => text.includes(word))
    if (!question) throw new Error(`nothing asks about ${word}`)
    return withReply('', question, { choice })
  }

  test('takes up what was answered: the store, accounts, what is offline', () => {
    expect(design()).not.toContain('| PostgreSQL')
    expect(design(answer('data kept', 1))).toContain('| PostgreSQL')
    expect(design(answer('network', 1)).toLowerCase()).toContain('offline')
    const signs = ask(brief).questions.find(({ text }) => text.includes('sign in'))
    const yes = signs?.choices.findIndex(({ text }) => text.startsWith('Yes')) ?? -1
    expect(design(answer('sign in', yes))).toMatch(/password/i)
  })

  test('says what was asked, and has no more to miss than without it', () => {
    const answers = answer('network', 1)
    expect(parseAnswers(answers).answers).toHaveLength(1)
    const text = design(answers)
    expect(text).toContain('“Does it have to work without a network?” Yes, and it catches up later')
    expect(parseDesign(text).missing).toEqual(parseDesign(design()).missing)
  })
})
