import { Html } from '@elysiajs/html'
import { type Complexity, KIND_WORDS } from '../src/planning/complexity.ts'

/** What code has found out about the brief, in a line that unfolds to its reasons. */
export function Judgement({ path, complexity }: { path: string; complexity: Complexity }): JSX.Element {
  return (
    <details class="judged">
      <summary class="quiet" safe>
        {judgedWords(complexity)}
      </summary>
      <JudgementReasons complexity={complexity} />
      <p class="quiet">
        <a href={`${path}/settings#judged-title`}>You know better</a>
      </p>
    </details>
  )
}

export const judgedWords = ({ kind, score, phases, depth }: Complexity): string =>
  `${capital(KIND_WORDS[kind].noun)}, complexity ${score} of 20: about ${phases} phases, ${depth} documents`

export function JudgementReasons({
  complexity: { lines, confidence },
}: {
  complexity: Complexity
}): JSX.Element {
  return (
    <>
      <ul>
        {lines.map(({ points, because }) => (
          <li safe>{points === 0 ? because : `${points > 0 ? '+' : ''}${points}: ${because}`}</li>
        ))}
      </ul>
      <p class="quiet" safe>
        {`Judged by rules, without a model; ${Math.round(confidence * 100)} % sure.`}
      </p>
    </>
  )
}

const capital = (text: string): string => text.replace(/^./, (letter) => letter.toUpperCase())
