import { Html } from '@elysiajs/html'
import type { Step } from '../src/projects/way.ts'
import { attribute } from './attribute.ts'
import { Sign } from './sign.tsx'
import { stateWord } from './step-words.ts'

/** What a project has besides its documents, by the last piece of its address. */
export type Place = 'overview' | 'findings' | 'trace' | 'costs' | 'exports' | 'settings'

/** What the rail tells of a project. */
export interface RailFacts {
  path: string
  steps: Step[]
  /** How many findings are heard. */
  found: number
  /** Of the requirements, 0 to 1; absent where there are none. */
  traced?: number
  /** What is read: a place, or the key of a document. */
  here?: string
  /** The document's run is read, not the document. */
  isRun?: boolean
}

/** Whose key leads there without a mouse. */
const KEYS: Record<string, string> = { design: 'd', plan: 'p' }

const PLACES: { place: Place; title: string; key?: string; tail: string }[] = [
  { place: 'overview', title: 'Overview', key: 'o', tail: '' },
  { place: 'findings', title: 'Findings', key: 'f', tail: '/findings' },
  { place: 'trace', title: 'Trace', key: 't', tail: '/trace' },
  { place: 'costs', title: 'Costs', key: 'c', tail: '/costs' },
  { place: 'exports', title: 'Export', key: 'e', tail: '/exports' },
  { place: 'settings', title: 'Settings', tail: '/settings' },
]

/** The document that a key stands under: answers are part of the questions. */
export const stepKey = (document: string): string => (document === 'answers' ? 'questions' : document)

/** The way, document by document, and the project's other places. */
export function RailList(facts: RailFacts): JSX.Element {
  const { path, steps } = facts
  return (
    <>
      <ol class="way">
        {steps.map((step) => (
          <StepLink facts={facts} step={step} />
        ))}
      </ol>
      <ul class="places">
        {PLACES.map(({ place, title, key, tail }) => (
          <li>
            <a
              href={`${path}${tail}`}
              aria-current={facts.here === place ? 'page' : undefined}
              data-key={key}
              safe
            >
              {title}
            </a>
            <span class="quiet rail-word" safe>
              {numberOf(facts, place)}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function StepLink({ facts: { path, here, isRun }, step }: { facts: RailFacts; step: Step }): JSX.Element {
  const { document, title, state } = step
  const isHere = here !== undefined && stepKey(here) === document
  return (
    <li class={`step ${state}`}>
      <Sign state={state} />
      <a
        href={`${path}/documents/${attribute(document)}`}
        aria-current={isHere ? (isRun ? 'true' : 'page') : undefined}
        data-key={KEYS[document]}
        safe
      >
        {title}
      </a>
      <span class="quiet rail-word" safe>
        {stateWord(step)}
      </span>
    </li>
  )
}

function numberOf({ found, traced }: RailFacts, place: Place): string {
  if (place === 'findings') return String(found)
  if (place === 'trace') return traced === undefined ? '' : `${Math.floor(traced * 100)} %`
  return ''
}
