import { Html } from '@elysiajs/html'
import { attribute } from './attribute.ts'
import { HeldFields, type HeldForm, SendHeld } from './held-form.tsx'
import { type Frame, Layout } from './layout.tsx'

interface SignInPageProps {
  frame: Frame
  /** Whether people sign in with a password here; else with the printed link. */
  withPassword: boolean
  /** Where the person wanted to go. */
  next: string
  problem?: string
  /** What they had typed into a form when their session ended. */
  held?: HeldForm
}

export function SignInPage({ frame, withPassword, next, problem, held }: SignInPageProps): JSX.Element {
  return (
    <Layout frame={frame} title="Sign in · devussy">
      <main id="main" class="narrow">
        <h1>Sign in</h1>
        {problem === undefined ? undefined : (
          <p class="error" role="alert" id="problem" safe>
            {problem}
          </p>
        )}
        {withPassword ? (
          <form method="post" action="/login" class="sign-in">
            <input type="hidden" name="next" value={attribute(next)} />
            {held ? <HeldFields held={held} /> : undefined}
            <label for="password">Password</label>
            <input
              id="password"
              name="password"
              type="password"
              autocomplete="current-password"
              required
              autofocus
              aria-describedby={problem === undefined ? undefined : 'problem'}
              aria-invalid={problem === undefined ? undefined : 'true'}
            />
            <button type="submit" class="primary">
              Sign in
            </button>
          </form>
        ) : (
          <>
            <p>
              This server has no password. When it started it wrote a <strong>one-time link</strong> into its
              log: open that link in this browser and you are signed in for 30 days.
            </p>
            <p class="quiet">
              Link used up or lost? A new one is written at each start. To sign in with a password instead,
              set <code>UI_PASSWORD</code>.
            </p>
            {held ? (
              <>
                <p>When you have opened it in another tab, go on here:</p>
                <SendHeld held={held} />
              </>
            ) : undefined}
          </>
        )}
      </main>
    </Layout>
  )
}
