import type { Finding } from '../../src/planning/lint.ts'
import type { View } from '../../src/projects/workshop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import type { Script, SeenRequest } from '../support/model-server.ts'
import { between } from '../support/random.ts'
import { piecesOf, until } from '../support/runs.ts'

/** Goes the way of a project by HTTP, with a model that answers what a test wants. */
export class Walk {
  private constructor(
    readonly app: TestApp,
    readonly id: string,
  ) {}

  static async begin(
    brief: string,
    name = 'Project',
    environment: Record<string, string> = {},
  ): Promise<Walk> {
    const app = await startApp(environment)
    const made = await app.post('/api/projects', { name, brief, languages: ['TypeScript'] })
    if (made.status !== 201) throw new Error(`${made.status} ${await made.text()}`)
    const { project } = (await made.json()) as { project: { id: string } }
    return new Walk(app, project.id)
  }

  /** Has a document written and waits until its run is over. Gives what the model was asked. */
  async write(document: string, script: Script): Promise<SeenRequest> {
    const asked = this.app.model.next(script)
    const answer = await this.ask(document)
    if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`)
    const request = await asked
    await until(async () => (await this.step(document))?.state !== 'running')
    return request
  }

  ask = (document: string): Promise<Response> =>
    this.app.post(`/api/projects/${this.id}/documents/${document}/write`, {})

  async step(document: string): Promise<View['steps'][number] | undefined> {
    const { steps } = await this.get<{ steps: View['steps'] }>('')
    return steps.find((step) => step.document === document)
  }

  async text(document: string): Promise<string> {
    return (await this.get<{ version: { text: string } }>(`/documents/${document}`)).version.text
  }

  async findings(document?: string): Promise<Finding[]> {
    const { findings } = await this.get<{ findings: Finding[] }>('/findings')
    return document === undefined ? findings : findings.filter(({ place }) => place.document === document)
  }

  async get<T>(path: string): Promise<T> {
    const answer = await this.app.api(`/api/projects/${this.id}${path}`)
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  /** A page as a person gets it. */
  async page(path = ''): Promise<string> {
    const answer = await this.app.api(`/projects/${this.id}${path}`, { headers: { accept: 'text/html' } })
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
    return answer.text()
  }

  end = (): Promise<void> => this.app.stop()
}

/** A text as a model sends it: cut anywhere, in HTTP chunks that are cut anywhere too. */
export function scattered(random: () => number, text: string): Script {
  return {
    deltas: piecesOf(random, text, 40),
    chunks(bytes) {
      const chunks: Uint8Array[] = []
      for (let at = 0; at < bytes.length; ) {
        const length = between(random, 1, 3000)
        chunks.push(bytes.subarray(at, at + length))
        at += length
      }
      return chunks
    },
  }
}
