import { afterEach, expect, test } from 'bun:test'
import { rmSync } from 'node:fs'
import { Blocks } from '../../src/markdown/blocks.ts'
import type { View } from '../../src/projects/workshop.ts'
import { readAsked, restInPieces } from '../support/demo-script.ts'
import { type ModelServer, startModelServer } from '../support/model-server.ts'
import { between, printedSeed, seeded } from '../support/random.ts'
import { until } from '../support/runs.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

interface Answer {
  project: { id: string }
  steps: View['steps']
  walk?: { state: string; why?: string }
}

let server: ServerProcess | undefined
let model: ModelServer | undefined
const closedIn = (text: string): number => {
  const blocks = new Blocks()
  blocks.push(text)
  return blocks.closedEnd
}

afterEach(async () => {
  await server?.end('SIGKILL')
  await model?.stop()
  if (server) rmSync(server.dataDir, { recursive: true, force: true })
})

test('a project goes on being written after kill -9 in each stage, and nothing is paid for twice', async () => {
  const random = seeded(printedSeed('kills'))
  model = await startModelServer()
  const texts = new Map<string, string>()
  /** Whole blocks of each document that were in its journal when the server was killed, in code units. */
  const kept = new Map<string, number>()
  const killAt = new Map<string, number>()
  /** Documents whose answer has got stuck. */
  const stuck = new Map<string, number>()
  const repeated: string[] = []
  model.otherwise((request) => {
    const asked = readAsked(request)
    const { document, text } = asked
    texts.set(document, text)
    if (asked.kept.length < (kept.get(document) ?? 0)) repeated.push(document)
    const pieces = restInPieces(asked, 200)
    const stop = killAt.get(document)
    killAt.delete(document)
    if (stop === undefined) return { deltas: pieces }
    const sent = pieces.slice(0, stop)
    stuck.set(document, sent.join('').length)
    // Nothing more comes until the server is killed.
    return { deltas: sent, end: 'silence' }
  })
  const settings = { OPENAI_BASE_URL: model.url, MODEL: 'scripted', PHASES_AT_ONCE: '3', AUTO_CONTINUE: '9' }
  server = await startServer(settings)
  const ask = async (path: string, init?: RequestInit) => {
    const answer = await server?.api(path, init)
    return (await answer?.json()) as Answer
  }
  /** What is in the journals of the runs that are being written. */
  const textsOf = async (steps: Answer['steps']): Promise<Map<string, string>> => {
    const written = new Map<string, string>()
    for (const { document, run, state } of steps) {
      if (!run || state !== 'running') continue
      const { text } = (await ask(`/api/runs/${run}`)) as unknown as { text: string }
      written.set(document, text)
    }
    return written
  }
  const headers = { 'content-type': 'application/json' }
  const brief = 'People log when they water a plant. They are reminded when one is dry. It works offline.'
  const made = await ask('/api/projects', {
    method: 'POST',
    body: JSON.stringify({ name: 'Plant diary', brief }),
    headers,
  })
  const path = `/api/projects/${made.project.id}`
  const kills: string[][] = [['design'], ['plan'], ['phase-1', 'phase-2', 'phase-3'], ['phase-4']]
  for (const documents of kills) for (const key of documents) killAt.set(key, between(random, 2, 6))
  await ask(`${path}/walk`, { method: 'PUT', body: '{}', headers })
  for (const documents of kills) {
    await until(async () => {
      const written = await textsOf((await ask(path)).steps)
      for (const [key, text] of written) kept.set(key, closedIn(text))
      return documents.every((key) => stuck.has(key) && written.get(key)?.length === stuck.get(key))
    })
    await server.end('SIGKILL')
    server = await startServer(settings, server.dataDir)
  }
  await until(async () => {
    await Bun.sleep(50)
    return (await ask(path)).walk?.state === 'done'
  })
  const { steps } = await ask(path)
  expect(steps.filter(({ state }) => state !== 'done').map(({ document }) => document)).toEqual([
    'questions',
    'review',
  ])
  // What was in a journal was not asked for again; and each document is one run.
  expect(repeated).toEqual([])
  const { runs } = (await ask('/api/runs')) as unknown as { runs: unknown[] }
  expect(runs).toHaveLength(texts.size)
  for (const { document } of steps) {
    if (['brief', 'questions', 'review'].includes(document)) continue
    const { version } = (await ask(`${path}/documents/${document}`)) as unknown as {
      version: { text: string }
    }
    expect(version.text).toBe(texts.get(document) ?? '')
  }
}, 60_000)
