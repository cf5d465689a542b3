import { Html } from '@elysiajs/html'
import { type Frame, Layout } from './layout.tsx'

interface ProblemPageProps {
  frame: Frame
  status: number
  title: string
  /** What happened and what to do. */
  detail: string
  requestId: string
}

/** The page for everything that did not work. */
export function ProblemPage({ frame, status, title, detail, requestId }: ProblemPageProps): JSX.Element {
  return (
    <Layout frame={frame} title={`${title} · devussy`}>
      <main id="main" class="narrow">
        <h1 safe>{title}</h1>
        <p safe>{detail}</p>
        <p>
          <a href="/">To the start page</a>
        </p>
        <p class="quiet">
          Status {status} · request <code safe>{requestId}</code>
        </p>
      </main>
    </Layout>
  )
}
