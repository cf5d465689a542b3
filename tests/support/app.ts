import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { createApp } from '../../src/app.ts'
import { openParts } from '../../src/open-parts.ts'
import type { Parts } from '../../src/parts.ts'
import { readSettings } from '../../src/settings.ts'
import { type ModelServer, startModelServer } from './model-server.ts'

export const KEY = 'a-key-for-tests'

export interface TestApp {
  parts: Parts
  model: ModelServer
  /** Lines of the log, as they were written. */
  log: string[]
  /** Asks the app itself, without a socket. `/path` stands for the whole address. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** The same with the key. */
  api(path: string, init?: RequestInit): Promise<Response>
  /** POSTs JSON with the key. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  /** Address of a real socket; listens at the first call. */
  listen(): string
  stop(): Promise<void>
}

export const BRIEF = {
  projectName: 'Plant diary',
  requirements: 'Remind me to water my plants.',
  languages: ['TypeScript'],
}

/** The whole app over a data directory of its own, with the scripted model server as its model. */
export async function startApp(environment: Record<string, string> = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'devussy-app-'))
  const model = await startModelServer()
  const settings = readSettings({
    DATA_DIR: folder,
    STREAMING_PROXY_KEY: KEY,
    OPENAI_BASE_URL: model.url,
    MODEL: 'scripted',
    MODEL_RETRIES: '0',
    LOG_LEVEL: 'trace',
    ...environment,
  })
  const log: string[] = []
  const ending = new AbortController()
  const { parts, owners, close } = openParts(settings, {
    version: '0.0.0-test',
    log: pino(
      { level: settings.LOG_LEVEL, base: undefined },
      { write: (line: string) => void log.push(line) },
    ),
    ending: ending.signal,
    isDraining: () => false,
  })
  parts.role.look()
  const app = await createApp(parts)
  owners.start(() => {})
  await parts.readiness.look()
  const ask = (path: string, init: RequestInit = {}, headers: Record<string, string> = {}) => {
    const all = new Headers(init.headers)
    for (const [name, value] of Object.entries(headers)) if (!all.has(name)) all.set(name, value)
    return app.handle(new Request(`http://localhost${path}`, { ...init, headers: all }))
  }
  const key = { 'x-streaming-proxy-key': KEY }
  let address: string | undefined
  return {
    parts,
    model,
    log,
    fetch: ask,
    api: (path, init) => ask(path, init, key),
    post: (path, body, headers = {}) =>
      ask(
        path,
        { method: 'POST', body: JSON.stringify(body), headers },
        { ...key, 'content-type': 'application/json' },
      ),
    listen() {
      if (address === undefined) {
        app.listen({ hostname: '127.0.0.1', port: 0, reusePort: false })
        address = `http://127.0.0.1:${app.server?.port}`
      }
      return address
    },
    async stop() {
      const hurry = new AbortController()
      hurry.abort()
      await parts.conductor.drain(1000, hurry.signal)
      ending.abort()
      await app.server?.stop(true)
      await close()
      await model.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
