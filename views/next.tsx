import { Html } from '@elysiajs/html'
import type { ProjectCosts } from '../src/projects/costs.ts'
import { type NextThing, nextThing } from '../src/projects/next-thing.ts'
import type { Step } from '../src/projects/way.ts'
import type { Handoff } from '../src/projects/workshop.ts'
import type { Correction } from '../src/store/corrections.ts'
import type { Walk } from '../src/store/walks.ts'
import { attribute } from './attribute.ts'
import { stepCostWords } from './cost-words.ts'
import { writeWord } from './step-words.ts'
import { isWhole, WalkGoing, WalkWish } from './walk.tsx'

export interface NextProps {
  path: string
  steps: Step[]
  costs: ProjectCosts
  handoff: Handoff
  walk?: Walk
  correction?: Correction
}

/** The one thing to do next, and quieter what could be done instead. */
export function Next(props: NextProps): JSX.Element {
  return (
    <section aria-labelledby="way-title" id="next" class="next">
      <NextContent {...props} />
    </section>
  )
}

export function NextContent(props: NextProps): JSX.Element {
  const { path, steps, handoff, walk, correction } = props
  const thing = nextThing(steps, handoff.standing)
  const isGoing = walk?.state === 'going'
  // What is wished is begun by itself: only what it waits for is left to a person.
  const isWished = isGoing && walk.why === undefined && ['watch', 'write', 'mend'].includes(thing.kind)
  const mayWish = !isGoing && !isWhole(steps) && ['watch', 'write'].includes(thing.kind)
  return (
    <>
      <h2 id="way-title">What is next</h2>
      {steps
        .filter(
          (step) => step.state === 'ready' && step.why && !(thing.kind === 'write' && thing.step === step),
        )
        .map(({ document, title, why = '' }) => (
          <p>
            <a href={`${path}/documents/${attribute(document)}`} safe>
              {title}
            </a>
            <span safe>{`: ${why}`}</span>
          </p>
        ))}
      {isWished ? undefined : <Thing {...props} thing={thing} mayWish={mayWish} />}
      {mayWish ? (
        <p class="quiet" id="walk-help">
          All of it is design, plan and every phase, one after another. It stops at open questions and at a
          cap, and goes on by itself.
        </p>
      ) : undefined}
      {isGoing ? (
        <WalkGoing path={path} walk={walk} isWriting={steps.some(({ state }) => state === 'running')} />
      ) : undefined}
      {correction?.state === 'going' ? (
        <p>
          <a href={`${path}/findings#correction-title`} safe>
            {`The ${correction.document} is being corrected, round by round`}
          </a>
        </p>
      ) : undefined}
    </>
  )
}

type ThingProps = NextProps & { mayWish: boolean }

function Thing({ thing, ...props }: ThingProps & { thing: NextThing }): JSX.Element {
  const { path } = props
  switch (thing.kind) {
    case 'answer':
      return (
        <p>
          <a href="#questions-title" data-key="n">
            Answer the questions below
          </a>
          {': what is written stands on them. '}
          <span class="quiet" safe>
            {thing.step.why ?? ''}
          </span>
        </p>
      )
    case 'continue':
      return (
        <>
          <p safe>{[`${thing.step.title} stands still.`, thing.step.why].filter(Boolean).join(' ')}</p>
          <p>
            <a class="button primary" href={`/runs/${attribute(thing.step.run ?? '')}`} data-key="n">
              Look at it
            </a>
          </p>
        </>
      )
    case 'decide':
      return (
        <p>
          <a class="button primary" href={`${path}/proposals`} data-key="n" safe>
            {thing.count === 1 ? 'A proposal waits for you' : `${thing.count} proposals wait for you`}
          </a>
        </p>
      )
    case 'watch':
      return <Watch {...props} running={thing.running} step={thing.step} />
    case 'write':
      return <WriteNext {...props} step={thing.step} />
    case 'mend':
      return (
        <p>
          <span safe>{thing.step.why ?? ''}</span>{' '}
          <a href={`${path}/documents/${attribute(thing.step.document)}`} safe>
            {`What there is of it: ${thing.step.title}`}
          </a>
        </p>
      )
    case 'work':
      return (
        <p>
          {'All is written. '}
          <a href="#next-title" data-key="n">
            {thing.standing.next ? 'Do the next task' : 'What is in the way of the tasks'}
          </a>
          {', or '}
          <a href={`${path}/exports`}>take all of it along</a>.
        </p>
      )
    case 'hand on':
      return (
        <p>
          <a class="button primary" href={`${path}/exports`} data-key="n">
            Take it along
          </a>
        </p>
      )
  }
}

function Watch({
  path,
  mayWish,
  running,
  step,
}: ThingProps & { running: Step[]; step: Step | undefined }): JSX.Element {
  const [first] = running
  return (
    <>
      {running.length === 1 && first ? (
        <p>
          <span safe>{`${first.title}: being written`}</span>
          {first.run === undefined ? undefined : (
            <>
              {' · '}
              <a href={`/runs/${attribute(first.run)}`}>read along</a>
            </>
          )}
        </p>
      ) : (
        <p safe>{`${running.length} documents are being written, side by side.`}</p>
      )}
      {step || mayWish ? (
        <div class="row">
          {step ? (
            <form method="post" action={actionFor(path, step)}>
              <WriteButton step={step} />
            </form>
          ) : undefined}
          {mayWish ? <WalkWish path={path} /> : undefined}
        </div>
      ) : undefined}
    </>
  )
}

const actionFor = (path: string, { document, state }: Step): string =>
  `${path}/documents/${attribute(document)}/${state === 'stale' ? 'update' : 'write'}`

function WriteButton({ step, isFirst = false }: { step: Step; isFirst?: boolean }): JSX.Element {
  const word = writeWord(step)
  return (
    <button
      type="submit"
      class={isFirst ? 'primary' : undefined}
      data-key={isFirst ? 'n' : undefined}
      aria-label={attribute(`${word}: ${step.title}`)}
      safe
    >
      {isFirst && step.document === 'questions' ? word : `${word}: ${step.title}`}
    </button>
  )
}

function WriteNext({ path, steps, costs, step, mayWish }: ThingProps & { step: Step }): JSX.Element {
  const words = stepCostWords(costs, step)
  const isOffer = step.document === 'questions'
  const other = isOffer
    ? steps.find(({ document, state }) => document === 'design' && state === 'ready')
    : undefined
  return (
    <>
      {step.why ? <p safe>{step.why}</p> : undefined}
      {isOffer ? (
        <p>
          Up to five questions whose answers would change the design. They can be skipped, one by one or all.
        </p>
      ) : undefined}
      {words ? (
        <p class="quiet" safe>
          {words}
        </p>
      ) : undefined}
      <div class="row">
        <form method="post" action={actionFor(path, step)}>
          <WriteButton step={step} isFirst />
        </form>
        {other ? (
          <form method="post" action={actionFor(path, other)}>
            <WriteButton step={other} />
          </form>
        ) : undefined}
        {mayWish ? <WalkWish path={path} /> : undefined}
        {isOffer ? (
          <form method="post" action={`${path}/answers`}>
            <button type="submit" name="skipsRest" value="true" class="plain">
              Go on without questions
            </button>
          </form>
        ) : undefined}
      </div>
    </>
  )
}
