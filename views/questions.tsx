import { Html } from '@elysiajs/html'
import type { Asked } from '../src/planning/answers.ts'
import type { Interview } from '../src/projects/asking.ts'
import { attribute } from './attribute.ts'

/** Which question a person wants to see, and what was typed where it was not taken. */
export interface Shown {
  number?: number
  own?: string
}

interface QuestionsPartProps {
  path: string
  interview: Interview
  shown: Shown
}

/** The question that is shown: the one asked for, else the first that waits. */
export function questionShown({ asked }: Interview, { number }: Shown): Asked | undefined {
  return (
    asked.find(({ question }) => question.number === number) ?? asked.find(({ state }) => state === 'open')
  )
}

/** Questions about the brief, one at a time, and what was answered. */
export function QuestionsPart({ path, interview, shown }: QuestionsPartProps): JSX.Element {
  const { asked, isWriting, skipsRest, earlier, missing } = interview
  const current = questionShown(interview, shown)
  const others = asked.filter((each) => each !== current && each.state !== 'open')
  const waits = isWriting && !current
  const isSilent = asked.length === 0 && earlier.length === 0 && missing.length === 0
  if (isSilent && !isWriting && !skipsRest) return ''
  return (
    <section
      id="questions"
      aria-labelledby="questions-title"
      hx-get={waits ? path : undefined}
      hx-trigger={waits ? 'every 2s' : undefined}
      hx-select={waits ? '#questions' : undefined}
      hx-swap={waits ? 'outerHTML' : undefined}
    >
      <h2 id="questions-title">Questions about your idea</h2>
      {waits ? (
        <p class="quiet">They are being written; the first one comes here as soon as it is whole.</p>
      ) : undefined}
      {current ? (
        <QuestionForm path={path} interview={interview} asked={current} own={shown.own} />
      ) : undefined}
      {skipsRest ? (
        <form method="post" action={`${path}/answers`}>
          <p class="quiet">You did not want to be asked (further).</p>
          <p class="row">
            <button type="submit" name="skipsRest" value="false">
              Answer questions after all
            </button>
          </p>
        </form>
      ) : undefined}
      {others.length > 0 || earlier.length > 0 ? (
        <dl class="answers">
          {others.map(({ question, answer }) => (
            <>
              <dt safe>{question.text}</dt>
              <dd class="said">
                <span class={answer && answer.kind !== 'skipped' ? undefined : 'quiet'} safe>
                  {wordsOf(answer)}
                </span>{' '}
                <a
                  class="minor"
                  href={`${path}?question=${question.number}#questions-title`}
                  aria-label={attribute(`Change the answer: ${question.text}`)}
                >
                  Change
                </a>
              </dd>
            </>
          ))}
          {earlier.map((answer) => (
            <>
              <dt safe>{`${answer.question} (asked earlier)`}</dt>
              <dd class="said">
                <span safe>{wordsOf(answer)}</span>{' '}
                <a class="minor" href={`${path}/documents/answers#edit`}>
                  Edit
                </a>
              </dd>
            </>
          ))}
        </dl>
      ) : undefined}
      {missing.length > 0 ? (
        <details>
          <summary>What could not be read</summary>
          <ul>
            {missing.map(({ message }) => (
              <li safe>{message}</li>
            ))}
          </ul>
        </details>
      ) : undefined}
    </section>
  )
}

function wordsOf(answer: Asked['answer']): string {
  if (!answer || answer.kind === 'skipped') return 'Skipped.'
  if (answer.kind === 'open') return 'Left open.'
  if (answer.kind !== 'decide') return answer.text
  return answer.text === '' ? 'Left to the design.' : `Left to the design; recommended: ${answer.text}`
}

function QuestionForm({
  path,
  interview,
  asked: { question, answer },
  own,
}: {
  path: string
  interview: Interview
  asked: Asked
  own?: string
}): JSX.Element {
  const { number, text, topic, why, choices, recommended } = question
  const { asked, isWriting } = interview
  const decide = choices.findIndex(({ kind }) => kind === 'decide')
  const before = choices.findIndex((choice) => choice.kind === 'answer' && choice.text === answer?.text)
  const chosen =
    answer?.kind === 'chosen' && before >= 0
      ? before
      : answer?.kind === 'decide'
        ? decide
        : answer?.kind === 'open'
          ? choices.length - 1
          : (recommended ?? decide)
  return (
    <form method="post" action={`${path}/answers/${number}`} class="question">
      <input type="hidden" name="question" value={attribute(text)} />
      <p class="quiet" safe>
        {`${isWriting ? `Question ${number}, more may come` : `Question ${number} of ${asked.length}`}${topic ? `: ${topic}` : ''}`}
      </p>
      <fieldset>
        <legend safe>{text}</legend>
        {why ? (
          <p class="quiet" safe>
            {why}
          </p>
        ) : undefined}
        {choices.map((choice, at) => (
          <label class="choice">
            <input type="radio" name="choice" value={String(at + 1)} checked={at === chosen} />
            <span>
              <span safe>{choice.text}</span>
              {at === recommended ? <span class="quiet"> (recommended)</span> : undefined}
            </span>
          </label>
        ))}
        <div class="field">
          <label for="own">Or in your own words, which count instead</label>
          <textarea id="own" name="own" rows="2" maxlength="2000" safe>
            {/* The browser drops a first line end, so one goes before the text. */}
            {`\n${own ?? (answer?.kind === 'own' ? answer.text : '')}`}
          </textarea>
        </div>
      </fieldset>
      <p class="row">
        <button type="submit" class="primary">
          Next
        </button>
        <button type="submit" name="skip" value="true">
          Skip this one
        </button>
        {isWriting || asked.some(({ state }) => state === 'open') ? (
          <button type="submit" name="skipsRest" value="true" formaction={`${path}/answers`}>
            Skip the rest
          </button>
        ) : undefined}
      </p>
    </form>
  )
}
