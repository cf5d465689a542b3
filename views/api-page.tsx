import { Html } from '@elysiajs/html'
import { type Frame, Layout } from './layout.tsx'

interface Described {
  description?: string
}

export interface Operation {
  method: string
  path: string
  summary: string
  description?: string
  parameters: { name: string; in: string; description?: string }[]
  responses: [status: string, response: Described][]
}

export interface Field {
  name: string
  required: boolean
  description: string
}

interface ApiPageProps {
  frame: Frame
  version: string
  /** Address of this server, for the examples. */
  address: string
  operations: Operation[]
  fields: Field[]
  events: readonly (readonly [type: string, text: string])[]
}

/** `code` and the text between. */
function Marked({ text }: { text: string }): JSX.Element {
  const parts = text.split('`')
  return <>{parts.map((part, at) => (at % 2 === 1 ? <code safe>{part}</code> : <span safe>{part}</span>))}</>
}

function OperationPart({ operation }: { operation: Operation }): JSX.Element {
  const { method, path, summary, description, parameters, responses } = operation
  return (
    <section>
      <h3>
        <code safe>{`${method} ${path}`}</code>
      </h3>
      <p safe>{summary}.</p>
      {description === undefined ? undefined : (
        <p>
          <Marked text={description} />
        </p>
      )}
      {parameters.length === 0 ? undefined : (
        <ul>
          {parameters.map((parameter) => (
            <li>
              <code safe>{parameter.name}</code> <span safe>{`(${parameter.in})`}</span>{' '}
              <Marked text={parameter.description ?? ''} />
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>Answers</summary>
        <ul>
          {responses.map(([status, response]) => (
            <li>
              <code safe>{status}</code> <Marked text={response.description ?? ''} />
            </li>
          ))}
        </ul>
      </details>
    </section>
  )
}

/** The API for people who read; made from the same document that programs read. */
export function ApiPage({ frame, version, address, operations, fields, events }: ApiPageProps): JSX.Element {
  const body = `{"projectName":"Plant diary","requirements":"Remind me to water my plants.","languages":["TypeScript"]}`
  const example = [
    `curl -N ${address}/api/design/stream \\`,
    '  -H "X-Streaming-Proxy-Key: $KEY" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '${body}'`,
  ].join('\n')
  const resume = `curl -N ${address}/api/runs/RUN/events -H "X-Streaming-Proxy-Key: $KEY" -H "Last-Event-ID: 42"`
  return (
    <Layout frame={frame} title="API · devussy">
      <main id="main" class="narrow prose">
        <h1>API</h1>
        <p>
          Version <span safe>{version}</span>. For programs: <a href="/api/openapi.json">openapi.json</a>.
        </p>
        <p>
          Starting a run is a request; the run itself is not. It belongs to the server: leaving does not end
          it, and any number of readers follow it from any event on.
        </p>
        <pre tabindex="0">
          <code safe>{example}</code>
        </pre>
        <p>After a break, read on from the last number you have seen:</p>
        <pre tabindex="0">
          <code safe>{resume}</code>
        </pre>
        <h2>Keys</h2>
        <p>
          Send a key in <code>X-Streaming-Proxy-Key</code> or as <code>Authorization: Bearer</code>. It is set
          by <code>STREAMING_PROXY_KEY</code>; where that is not set, one was made and the server's log says
          where it is kept.
        </p>
        <h2>Fields of a design request</h2>
        <ul>
          {fields.map((field) => (
            <li>
              <code safe>{field.name}</code> {field.required ? '(needed) ' : ' '}
              <Marked text={field.description} />
            </li>
          ))}
        </ul>
        <h2>Events</h2>
        <p>
          Each has <code>id</code> (its number: 1, 2, 3 …), <code>event</code> (its type) and{' '}
          <code>data</code> (JSON). A stream that closes without an end or <code>interrupted</code> was cut:
          read on from your last number.
        </p>
        <dl>
          {events.map(([type, text]) => (
            <>
              <dt>
                <code safe>{type}</code>
              </dt>
              <dd>
                <Marked text={text} />
              </dd>
            </>
          ))}
        </dl>
        <h2>Requests</h2>
        {operations.map((operation) => (
          <OperationPart operation={operation} />
        ))}
      </main>
    </Layout>
  )
}
