import { BRIEF } from '../support/app.ts'
import { type ModelServer, startModelServer } from '../support/model-server.ts'
import { removeFolder, type ServerProcess, startServer, temporaryFolder } from '../support/server-process.ts'
import type { Holdings } from './readers-probe.ts'

const PASSWORD = 'a-password-for-tests'

/** A server with room for many readers, its model, and a look into what it holds. */
export interface ReadersServer {
  server: ServerProcess
  model: ModelServer
  /** Of a signed-in browser. */
  cookie: string
  holdings(): Promise<Holdings>
  /** Starts a run that nobody reads; resolves to its id. */
  start(name: string): Promise<string>
  end(): Promise<void>
}

export async function startReadersServer(more: Record<string, string> = {}): Promise<ReadersServer> {
  const model = await startModelServer()
  const folder = temporaryFolder()
  const socket = `${folder}/probe.sock`
  const server = await startServer(
    {
      OPENAI_BASE_URL: model.url,
      MODEL: 'scripted',
      MODEL_RETRIES: '0',
      UI_PASSWORD: PASSWORD,
      MAX_RUNS_PER_CLIENT: '200',
      MAX_READERS_PER_CLIENT: '5000',
      LOG_LEVEL: 'info',
      BUN_OPTIONS: `--preload=${import.meta.dir}/readers-probe.ts`,
      FAULTS_PROBE: socket,
      ...more,
    },
    `${folder}/data`,
  )
  const signedIn = await fetch(`${server.address}/login`, {
    method: 'POST',
    body: new URLSearchParams({ password: PASSWORD }),
    headers: { origin: server.address },
    redirect: 'manual',
  })
  return {
    server,
    model,
    cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '',
    holdings: async () => (await fetch('http://probe/', { unix: socket })).json() as Promise<Holdings>,
    async start(name) {
      const posted = await server.api('/api/design/stream', {
        method: 'POST',
        body: JSON.stringify({ ...BRIEF, projectName: name }),
        headers: { 'content-type': 'application/json', 'x-request-id': name },
      })
      await posted.body?.cancel()
      return /[^/]+$/.exec(posted.headers.get('location') ?? '')?.[0] ?? ''
    },
    async end() {
      await server.end('SIGKILL')
      await model.stop()
      removeFolder(folder)
    },
  }
}
