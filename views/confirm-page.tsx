import { Html } from '@elysiajs/html'
import { attribute } from './attribute.ts'
import { type Frame, Layout } from './layout.tsx'

/** Asks before a run is deleted. */
export function DeletePage({ frame, id, name }: { frame: Frame; id: string; name: string }): JSX.Element {
  return (
    <Layout frame={frame} title="Delete this design? · devussy">
      <main id="main" class="narrow">
        <h1>Delete this design?</h1>
        <p>
          <strong safe>{name}</strong> and all that was written for it will be gone for good.
        </p>
        <form method="post" action={`/runs/${attribute(id)}/delete`} class="row">
          <button type="submit" class="danger">
            Delete it
          </button>
          <a href={`/runs/${attribute(id)}`}>Keep it</a>
        </form>
      </main>
    </Layout>
  )
}
