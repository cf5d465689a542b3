import { Html } from '@elysiajs/html'
import { attribute } from './attribute.ts'
import { type Frame, Layout } from './layout.tsx'
import { Partial } from './run-parts.tsx'

/** A form that was sent without a session, carried by pages until its person is signed in. */
export interface HeldForm {
  /** Path that it was sent to. */
  to: string
  fields: [name: string, value: string][]
  /** A file cannot be carried. */
  hadFile: boolean
}

/** In the sign-in form. A text stands in an element, not in an attribute: it may be a document that a model wrote. */
export function HeldFields({ held: { to, fields, hadFile } }: { held: HeldForm }): JSX.Element {
  return (
    <>
      <input type="hidden" name="held-to" value={attribute(to)} />
      {hadFile ? <input type="hidden" name="held-file" value="1" /> : undefined}
      {fields.map(([name, value]) => (
        <>
          <input type="hidden" name="held-name" value={attribute(name)} />
          <HeldText name="held-value" value={value} />
        </>
      ))}
    </>
  )
}

/** The form as it was sent, with a button that sends it again. */
export function SendHeld({ held: { to, fields, hadFile } }: { held: HeldForm }): JSX.Element {
  return (
    <form method="post" action={attribute(to)}>
      {fields.map(([name, value]) => (
        <HeldText name={name} value={value} />
      ))}
      {hadFile ? <p>The file that you had chosen cannot be kept; choose it again afterwards.</p> : undefined}
      <p class="row">
        <button type="submit" class="primary" autofocus>
          Go on
        </button>
      </p>
    </form>
  )
}

function HeldText({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <textarea hidden aria-label="What you typed" name={attribute(name)} safe>
      {/* The browser drops a first line end, so one goes before the text. */}
      {`\n${value}`}
    </textarea>
  )
}

/** For a page whose part was asked for without a session: it stays as it is, with all that is typed there. */
export function SignedOut({ login }: { login: string }): JSX.Element {
  return (
    <Partial target="#told" swap="innerHTML">
      You are not signed in any more.{' '}
      <a href={attribute(login)} target="_blank" rel="noopener">
        Sign in in another tab
      </a>
      , then go on here: what you typed is still there.
    </Partial>
  )
}

/** What somebody sees who has signed in with a form waiting. */
export function HeldFormPage({
  frame,
  held,
  next,
}: {
  frame: Frame
  held: HeldForm
  next: string
}): JSX.Element {
  return (
    <Layout frame={frame} title="Signed in · devussy">
      <main id="main" class="narrow">
        <h1>You are signed in</h1>
        <p>What you typed was kept, and nothing of it has been sent yet.</p>
        <SendHeld held={held} />
        <p class="quiet">
          <a href={attribute(next)}>Go back without it</a>
        </p>
      </main>
    </Layout>
  )
}
