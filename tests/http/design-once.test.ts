import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { BRIEF, startApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp({ AUTO_CONTINUE: '0' })
})
afterAll(() => app.stop())

describe('POST /api/design', () => {
  test('answers once with the whole design', async () => {
    app.model.next({ deltas: ['# A\n\n## Requirements\n\n- **R-1**: ', 'It works.\n'] })
    const response = await app.post('/api/design', BRIEF)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    const body = (await response.json()) as {
      run: { status: string }
      design: { requirements: { id: string; text: string }[] }
    }
    expect(body.run.status).toBe('done')
    expect(body.design.requirements).toMatchObject([{ id: 'R-1', text: 'It works.' }])
  })

  test('a model that refuses the key is a problem with a sentence, and no key', async () => {
    app.model.next({ status: 401, body: { error: { message: 'Incorrect API key provided: sk-secret' } } })
    const response = await app.post('/api/design', BRIEF)
    expect(response.status).toBe(502)
    const body = await response.text()
    expect(JSON.parse(body)).toMatchObject({ code: 'model_key_refused', run: { status: 'failed' } })
    expect(body).not.toContain('sk-secret')
    // The operator learns why, and what to do.
    const line = app.log.find((text) => text.includes('the model refused a run')) ?? '{}'
    expect(JSON.parse(line)).toMatchObject({
      level: 40,
      code: 'model_key_refused',
      hint: expect.stringContaining('OPENAI_API_KEY'),
    })
    expect(line).not.toContain('sk-secret')
  })

  test('a model that breaks off leaves what came, and Continue completes it', async () => {
    app.model.next({ deltas: ['# A\n\nOne.\n\nTw'], end: 'cut' })
    const response = await app.post('/api/design', BRIEF)
    expect(response.status).toBe(502)
    const { code, text, run } = (await response.json()) as {
      code: string
      text: string
      run: { id: string; status: string }
    }
    expect({ code, text, status: run.status }).toEqual({
      code: 'model_broke_off',
      text: '# A\n\nOne.\n\nTw',
      status: 'interrupted',
    })
    app.model.next({ deltas: ['Two.\n'] })
    expect((await app.api(`/api/runs/${run.id}/continue`, { method: 'POST' })).status).toBe(202)
    const events = await app.api(`/api/runs/${run.id}/events`)
    await events.text()
    const state = (await (await app.api(`/api/runs/${run.id}`)).json()) as {
      run: { status: string }
      text: string
    }
    expect(state.run.status).toBe('done')
    expect(state.text).toBe('# A\n\nOne.\n\nTwo.\n')
  })

  test('a client that leaves while it waits does not end the run', async () => {
    const gate = Promise.withResolvers<void>()
    const arrived = app.model.next({ deltas: [gate.promise, 'there'] })
    const leave = new AbortController()
    const waiting = app.post('/api/design', BRIEF)
    void leave
    const request = await arrived
    gate.resolve()
    await waiting
    expect(request.closedAt).toBeUndefined()
  })
})
