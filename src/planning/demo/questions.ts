import { keyOf } from '../questions/words.ts'
import type { QuestionsRequest } from '../questions-request.ts'
import { briefParts } from '../whole-brief.ts'
import { type Brief, readBrief } from './brief.ts'
import { inline } from './safe-text.ts'

/** A question, and what each of its answers says of the product, as a sentence of a brief. */
interface Topic {
  question: string
  why: string
  /** The first one is recommended. */
  answers: (readonly [answer: string, says: string])[]
  /** Whether the brief leaves it open. */
  isOpen(brief: Brief): boolean
  /** The other answer is recommended. */
  turns?(brief: Brief): boolean
}

const isApp = ({ kind }: Brief): boolean => ['web', 'api', 'mobile', 'desktop'].includes(kind)
const leaves = ({ traits }: Brief, trait: 'auth' | 'offline' | 'schedule' | 'files'): boolean =>
  !traits.has.has(trait) && !traits.denied.has(trait)

const TOPICS: Topic[] = [
  {
    question: 'What form should it take?',
    why: 'Screens, commands and storage follow from the form, and the brief does not say which it is.',
    answers: [
      ['A web app in the browser', 'It is a web app.'],
      ['A command-line tool', 'It is a command-line tool.'],
      ['A mobile app', 'It is a mobile app.'],
    ],
    isOpen: ({ kindAssumed }) => kindAssumed,
  },
  {
    question: 'Who uses it?',
    why: 'How many people there are decides about accounts, storage and what one server has to carry.',
    answers: [
      ['A group of people who know each other', 'A member of the group can use it.'],
      ['One person alone', 'One person alone uses it.'],
      ['Anybody on the internet', 'Anybody on the internet can use it.'],
    ],
    isOpen: (brief) => isApp(brief) && (brief.scanty || !brief.traits.has.has('personal')),
  },
  {
    question: 'Do people sign in with an account of their own?',
    why: 'Accounts bring passwords, sessions and personal data with them; without them everybody sees the same.',
    answers: [
      ['No, whoever reaches it can use it', 'It works without accounts.'],
      ['Yes, each person has an account', 'Each person signs in with an account.'],
    ],
    isOpen: (brief) => isApp(brief) && leaves(brief, 'auth'),
    turns: ({ traits }) =>
      traits.has.has('personal') || traits.has.has('teams') || traits.has.has('payments'),
  },
  {
    question: 'Does it have to work without a network?',
    why: 'Working offline needs a store on each device and rules for what happens when two of them differ.',
    answers: [
      ['No, a connection can be expected', 'A connection can be expected at all times.'],
      ['Yes, and it catches up later', 'It works offline and catches up later.'],
    ],
    isOpen: (brief) => ['web', 'mobile', 'desktop', 'game'].includes(brief.kind) && leaves(brief, 'offline'),
  },
  {
    question: 'Where is its data kept?',
    why: 'The store decides what has to be run, backed up and moved.',
    answers: [
      ['In one SQLite file', 'Data is kept in SQLite.'],
      ['In a PostgreSQL server', 'Data is kept in PostgreSQL.'],
    ],
    isOpen: ({ storage, kind }) => !storage.named && storage.sort === 'sqlite' && kind !== 'mobile',
  },
  {
    question: 'How often does it run?',
    why: 'A run by a timer needs a lock, a log and somebody who hears of a failure.',
    answers: [
      ['Once every night', 'It runs every night.'],
      ['When somebody starts it', 'Somebody starts it by hand.'],
    ],
    isOpen: (brief) => ['pipeline', 'bot', 'device'].includes(brief.kind) && leaves(brief, 'schedule'),
  },
  {
    question: 'On which systems does it have to run?',
    why: 'Paths, line ends and packaging differ between them, and each one has to be tested.',
    answers: [
      ['Linux and macOS', 'It runs on Linux and macOS.'],
      ['Linux, macOS and Windows', 'It runs on Linux, macOS and Windows.'],
    ],
    isOpen: ({ kind }) => ['cli', 'library', 'desktop', 'pipeline'].includes(kind),
  },
  {
    question: 'What does it do with input that it cannot read?',
    why: 'To stop at the first fault, or to go on and report, are two different programs.',
    answers: [
      ['It stops and names the place', 'It stops at input that it cannot read and names the place.'],
      ['It skips it and reports at the end', 'It skips input that it cannot read and reports it at the end.'],
    ],
    isOpen: ({ kind }) => ['cli', 'library', 'pipeline', 'extension', 'bot', 'device'].includes(kind),
  },
  {
    question: 'How long is what people enter kept?',
    why: 'What is kept for ever needs an export and a way to delete it; what is not needs a rule that deletes it.',
    answers: [
      ['Until somebody deletes it', 'An entry is kept until somebody deletes it.'],
      ['One year', 'An entry is deleted after 1 year.'],
    ],
    isOpen: ({ storage }) => storage.sort !== 'none',
  },
]

const MOST = 4

/** Questions in the form of prompts/questions.v1.md, by rules alone: two to four that the brief leaves open. */
export function writeQuestions(request: QuestionsRequest): string {
  const { text, answers } = briefParts(request.brief)
  const brief = readBrief({ ...request, requirements: request.brief }, 'questions')
  const known = new Set(answers.map(({ question }) => keyOf(question)))
  const open = TOPICS.filter((topic) => topic.isOpen(brief) && !known.has(keyOf(topic.question)))
  const asked = open.slice(0, text.trim() === '' ? 0 : MOST - Math.min(2, answers.length))
  const title = `# Questions about ${inline(brief.name)}`
  if (asked.length === 0) return `${title}\n\nNo questions.\n`
  return `${[title, ...asked.map((topic, at) => write(topic, at + 1, brief))].join('\n\n')}\n`
}

function write({ question, why, answers, turns }: Topic, number: number, brief: Brief): string {
  const best = turns?.(brief) ? 1 : 0
  const items = answers.map(([answer], at) => `- ${answer}${at === best ? ' (recommended)' : ''}`)
  return [`## Q-${number}: ${question}`, `Why: ${why}`, [...items, '- You decide'].join('\n')].join('\n\n')
}

/**
 * What the answers to such questions say of the product, as sentences that a brief could hold; own words that are a sentence
 * are taken as they are.
 */
export function sentencesOf(answers: readonly { question: string; answer: string }[]): string[] {
  return answers.flatMap(({ question, answer }) => {
    const topic = TOPICS.find((each) => keyOf(each.question) === keyOf(question))
    const says = topic?.answers.find(([words]) => keyOf(words) === keyOf(answer))?.[1]
    if (says !== undefined) return [says]
    const isSentence = answer.trim().split(/\s+/).length >= 4 || /[。．]$/.test(answer)
    return isSentence ? [answer.trim().replace(/([^.!?。])$/, '$1.')] : []
  })
}
