import { Html } from '@elysiajs/html'
import { type Frame, Layout } from './layout.tsx'

/** An answer of the API for somebody who opened its address in a browser. */
export function JsonPage({
  frame,
  path,
  value,
}: {
  frame: Frame
  path: string
  value: unknown
}): JSX.Element {
  return (
    <Layout frame={frame} title={`${path} · devussy`}>
      <main id="main" class="narrow prose">
        <h1>
          <code safe>{path}</code>
        </h1>
        <pre tabindex="0">
          <code safe>{JSON.stringify(value, null, 2)}</code>
        </pre>
        <p>
          Programs get this as JSON. <a href="/api">How the API works</a>
        </p>
      </main>
    </Layout>
  )
}
