import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { Asking } from '../../src/projects/asking.ts'
import type { Step } from '../../src/projects/way.ts'
import { unpack } from '../../src/projects/zip.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { until } from '../support/runs.ts'

interface Interview {
  state: string
  why?: string
  isWriting: boolean
  questions: {
    number: number
    question: string
    choices: { number: number; text: string; kind: string }[]
    recommended?: number
    state: string
    answer?: { kind: string; text: string }
  }[]
  open: number
  answered: number
  skipped: number
  skipsRest: boolean
  earlier: { question: string }[]
  missing: { message: string }[]
}

const IDEA = { name: 'Plant diary', brief: 'A web app in which people log when they water a plant.' }

let app: TestApp
beforeEach(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '100000' })
})
afterEach(() => app.stop())

const read = async <T>(answer: Response): Promise<T> => (await answer.json()) as T
const create = async (idea: object = IDEA): Promise<string> =>
  (await read<{ project: { id: string } }>(await app.post('/api/projects', idea))).project.id
const put = (path: string, body: unknown): Promise<Response> =>
  app.api(path, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
const interview = async (id: string): Promise<Interview> =>
  read(await app.api(`/api/projects/${id}/questions`))
const stepOf = async (id: string, key: string): Promise<Step | undefined> =>
  (await read<{ steps: Step[] }>(await app.api(`/api/projects/${id}`))).steps.find(
    ({ document }) => document === key,
  )
const write = async (id: string, key: string): Promise<string> => {
  const { run } = await read<{ run: string }>(
    await app.post(`/api/projects/${id}/documents/${key}/write`, {}),
  )
  await until(async () => !['running', 'ready'].includes((await stepOf(id, key))?.state ?? 'running'))
  return run
}
const orderOf = async (run: string) => app.parts.journal.order(run)
const textOf = async (id: string, key: string): Promise<string> =>
  (await read<{ version: { text: string } }>(await app.api(`/api/projects/${id}/documents/${key}`))).version
    .text

describe('questions about a brief', () => {
  test('are asked, answered one by one, changed, and part of what the design is written from', async () => {
    const id = await create()
    expect((await interview(id)).state).toBe('ready')
    await write(id, 'questions')
    const asked = await interview(id)
    expect(asked.questions.length).toBeGreaterThanOrEqual(2)
    expect([asked.open, asked.answered, asked.missing]).toEqual([asked.questions.length, 0, []])
    for (const { choices, recommended } of asked.questions) {
      expect(choices.length).toBeGreaterThanOrEqual(2)
      expect(choices.length).toBeLessThanOrEqual(4)
      expect(choices.some(({ kind }) => kind === 'decide')).toBe(true)
      expect(choices.map(({ number }) => number)).toContain(recommended ?? 0)
    }
    expect(await stepOf(id, 'questions')).toMatchObject({
      state: 'open',
      why: `0 of ${asked.questions.length} answered.`,
    })

    const path = `/api/projects/${id}/answers`
    const answered = await read<Interview>(await put(`${path}/1`, { choice: 2 }))
    expect(answered.questions[0]?.answer).toEqual({
      kind: 'chosen',
      text: answered.questions[0]?.choices[1]?.text ?? '',
    })
    await put(`${path}/1`, { own: 'Only my aunt, who is 80.' })
    for (const { number } of asked.questions.slice(1)) await put(`${path}/${number}`, { skip: true })
    expect(await interview(id)).toMatchObject({ open: 0, answered: 1, state: 'done' })

    const order = await orderOf(await write(id, 'design'))
    if (order.stage !== 'design') throw new Error(`the design is a ${order.stage}`)
    expect(order.input.requirements).toBe(
      `${IDEA.brief}\n\n## Answers to questions about this brief\n\n- **${asked.questions[0]?.question}** Only my aunt, who is 80.\n`,
    )
    expect(await textOf(id, 'design')).toContain('Only my aunt, who is 80')
    const planned = await orderOf(await write(id, 'plan'))
    if (planned.stage !== 'plan') throw new Error(`the plan is a ${planned.stage}`)
    expect(planned.input.brief).toBe(order.input.requirements)
  })

  test('make the design stale when an answer changes, and say why; skipping one changes nothing', async () => {
    const id = await create()
    await write(id, 'questions')
    const path = `/api/projects/${id}/answers`
    await put(`${path}/1`, { choice: 1 })
    await write(id, 'design')
    expect((await stepOf(id, 'design'))?.state).toBe('done')
    await put(path, { skipsRest: true })
    expect((await stepOf(id, 'design'))?.state).toBe('done')
    await put(`${path}/1`, { own: 'Nobody.' })
    const step = await stepOf(id, 'design')
    expect(step?.state).toBe('stale')
    expect(step?.why).toContain('The answers to the questions have changed.')
    await put(`${path}/1`, { choice: 1 })
    expect((await stepOf(id, 'design'))?.state).toBe('done')
  })

  test('that are answered first when the design is there already make it stale too', async () => {
    const id = await create()
    await write(id, 'design')
    expect(await stepOf(id, 'questions')).toMatchObject({ state: 'skipped' })
    await write(id, 'questions')
    expect((await stepOf(id, 'design'))?.state).toBe('done')
    await put(`/api/projects/${id}/answers/1`, { choice: 1 })
    expect((await stepOf(id, 'design'))?.why).toContain('The answers to the questions have changed.')
  })

  test('bring the design up to date when that is wished, as a whole, since each part stands on them', async () => {
    const id = await create()
    await write(id, 'design')
    await write(id, 'questions')
    await put(`/api/projects/${id}/answers/1`, { own: 'The keeper of the garden decides everything.' })
    expect(await stepOf(id, 'design')).toMatchObject({ state: 'stale', whole: true })
    expect((await app.post(`/api/projects/${id}/documents/design/update`, {})).status).toBe(202)
    await until(async () => (await stepOf(id, 'design'))?.state === 'done')
    expect(await textOf(id, 'design')).toContain('The keeper of the garden decides everything')
  })

  test('never keep a design from being written, asked or not', async () => {
    const id = await create()
    await write(id, 'questions')
    expect((await interview(id)).open).toBeGreaterThan(0)
    const order = await orderOf(await write(id, 'design'))
    expect(order.stage === 'design' && order.input.requirements).toBe(IDEA.brief)
  })

  test('can be skipped as a whole, before and after they are asked; the wish is kept until it is taken back', async () => {
    const id = await create()
    const path = `/api/projects/${id}/answers`
    expect(await read<Interview>(await put(path, { skipsRest: true }))).toMatchObject({
      state: 'skipped',
      skipsRest: true,
    })
    expect(await stepOf(id, 'questions')).toMatchObject({ state: 'skipped' })
    // Whoever asks to be asked wants to see the questions.
    await write(id, 'questions')
    expect(await interview(id)).toMatchObject({ state: 'open', skipsRest: false })
    await put(`${path}/1`, { choice: 1 })
    const rest = await read<Interview>(await put(path, { skipsRest: true }))
    expect(rest).toMatchObject({ open: 0, answered: 1, skipped: rest.questions.length - 1, state: 'done' })
    expect(await read<Interview>(await put(path, { skipsRest: false }))).toMatchObject({
      open: rest.questions.length - 1,
    })
  })

  test('asked anew know what was answered, and the answers stay', async () => {
    const id = await create()
    await write(id, 'questions')
    const [first] = (await interview(id)).questions
    await put(`/api/projects/${id}/answers/1`, { choice: 1 })
    const order = await orderOf(await write(id, 'questions'))
    expect(order.stage === 'questions' && order.input.brief).toContain(first?.question ?? '?')
    const again = await interview(id)
    expect(again.questions.map(({ question }) => question)).not.toContain(first?.question)
    expect(again.earlier.map(({ question }) => question)).toEqual([first?.question ?? ''])
  })

  test('keep every answer when several come at one moment', async () => {
    const id = await create()
    await write(id, 'questions')
    const { questions } = await interview(id)
    const answers = await Promise.all(
      questions.map(({ number }) => put(`/api/projects/${id}/answers/${number}`, { choice: 1 })),
    )
    expect(answers.map(({ status }) => status)).toEqual(questions.map(() => 200))
    expect((await interview(id)).answered).toBe(questions.length)
  })

  test('keep an answer that another process writes between a look and a write', async () => {
    const id = await create()
    await write(id, 'questions')
    const [, second] = (await interview(id)).questions
    const { documents } = app.parts
    let isFirst = true
    const raced: typeof documents = Object.create(documents, {
      add: {
        value: async (...given: Parameters<typeof documents.add>) => {
          const text = `# Answers\n\n## ${second?.question}\n\nTheirs.\n`
          if (isFirst)
            await documents.add(id, { document: 'answers', text, author: 'person', standsOn: [] }, 0)
          isFirst = false
          return documents.add(...given)
        },
      },
    })
    const asked = await new Asking({ ...app.parts, documents: raced }).reply(id, 1, { own: 'Mine.' })
    expect(asked.asked.slice(0, 2).map(({ answer }) => answer?.text)).toEqual(['Mine.', 'Theirs.'])
  })

  test('leave the way of the demo model whole: no error of lint, everything traced, with answers', async () => {
    const id = await create()
    await write(id, 'questions')
    for (const { number } of (await interview(id)).questions)
      await put(
        `/api/projects/${id}/answers/${number}`,
        number === 1 ? { own: 'The head gardener decides that.' } : { choice: 2 },
      )
    await write(id, 'design')
    await write(id, 'plan')
    const { findings } = await read<{ findings: { severity: string }[] }>(
      await app.api(`/api/projects/${id}/findings`),
    )
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    const trace = await read<{ share: number; orphans: unknown[] }>(
      await app.api(`/api/projects/${id}/trace`),
    )
    expect(trace).toMatchObject({ share: 1, orphans: [] })
  })

  test('refuse an answer that is none, with the field and what to do; nothing is kept', async () => {
    const id = await create()
    const path = `/api/projects/${id}/answers`
    await write(id, 'questions')
    const cases: [path: string, body: unknown, status: number, field: string][] = [
      [`${path}/1`, {}, 422, 'choice'],
      [`${path}/1`, { choice: 9 }, 422, 'choice'],
      [`${path}/1`, { choice: 'first' }, 422, 'choice'],
      [`${path}/1`, { choice: 1, own: 'x' }, 422, 'choice'],
      [`${path}/1`, { own: ' ' }, 422, 'own'],
      [`${path}/1`, { own: 'x'.repeat(2001) }, 422, 'own'],
      [`${path}/1`, { own: 'a\u0000b' }, 422, 'own'],
      [`${path}/1`, { skip: false }, 422, 'skip'],
      [`${path}/1`, { choice: 1, other: 1 }, 422, 'other'],
      [`${path}/9`, { choice: 1 }, 404, 'number'],
      [`${path}/x`, { choice: 1 }, 404, 'number'],
      [`${path}/1`, { choice: 1, question: 'What else?' }, 404, 'number'],
      [path, {}, 422, 'skipsRest'],
      [path, { skipsRest: 'perhaps' }, 422, 'skipsRest'],
    ]
    for (const [at, body, status, field] of cases) {
      const answer = await put(at, body)
      expect([body, answer.status, (await read<{ field: string }>(answer)).field]).toEqual([
        body,
        status,
        field,
      ])
    }
    expect((await interview(id)).answered).toBe(0)
    expect((await put(`/api/projects/${'0'.repeat(26)}/answers/1`, { choice: 1 })).status).toBe(404)
  })

  test('come out in the ZIP with their answers, and in again to the byte', async () => {
    const id = await create()
    await write(id, 'questions')
    await put(`/api/projects/${id}/answers/1`, { own: 'Line one.\n\n## Not a heading of ours' })
    await write(id, 'design')
    const zip = await (await app.api(`/api/projects/${id}/export`)).bytes()
    const files = unpack(zip)
    expect(files.get('questions.md')).toBe(await textOf(id, 'questions'))
    expect(files.get('answers.md')).toBe(await textOf(id, 'answers'))
    expect(files.get('AGENTS.md')).toContain('answers.md')
    const made = await app.api('/api/projects/import', {
      method: 'POST',
      body: Uint8Array.from(zip),
      headers: { 'content-type': 'application/zip' },
    })
    const other = (await read<{ project: { id: string } }>(made)).project.id
    expect(await (await app.api(`/api/projects/${other}/export`)).bytes()).toEqual(zip)
    expect((await interview(other)).answered).toBe(1)
    expect((await stepOf(other, 'design'))?.state).toBe('done')
  })
})

describe('questions from other models', () => {
  let scripted: TestApp
  beforeEach(async () => {
    scripted = await startApp()
  })
  afterEach(() => scripted.stop())

  const ask = async (text: string): Promise<Interview> => {
    scripted.model.otherwise({ deltas: [text] })
    const made = await scripted.post('/api/projects', IDEA)
    const { project } = await read<{ project: { id: string } }>(made)
    await scripted.post(`/api/projects/${project.id}/documents/questions/write`, {})
    const get = async (): Promise<Interview> =>
      read(await scripted.api(`/api/projects/${project.id}/questions`))
    await until(async () => !(await get()).isWriting && (await get()).state !== 'ready')
    return get()
  }

  test('are read in another form; what cannot be read is told', async () => {
    const odd = await ask('1. Who uses it?\n   - Me\n   - You decide\n\nNice to meet you.')
    expect(odd).toMatchObject({ open: 1, state: 'open' })
    expect(odd.missing.map(({ message }) => message).join()).toContain('Nice to meet you.')
  })

  test('that are none are no questions: a refusal is told, nothing to ask is done', async () => {
    const refused = await ask('I’m sorry, but I can’t help with that.')
    expect(refused.questions).toEqual([])
    expect(refused.missing[0]?.message).toContain('I’m sorry')
    expect(refused.why).toBe('No question could be read.')
    expect(await ask('# Questions\n\nNo questions.')).toMatchObject({
      questions: [],
      missing: [],
      state: 'done',
      why: 'There was nothing to ask.',
    })
  })

  test('can be answered while the next one is still being written, and the answer stays with its question', async () => {
    let goOn: (value?: unknown) => void = () => {}
    const gate = new Promise((resolve) => {
      goOn = resolve
    })
    const first = '## Q-1: Who uses it?\n\n- Me (recommended)\n- A team\n- You decide\n\n## Q-2: Where'
    scripted.model.otherwise({ deltas: [first, gate, ' does it run?\n\n- Here (recommended)\n- There\n'] })
    const made = await scripted.post('/api/projects', IDEA)
    const { project } = await read<{ project: { id: string } }>(made)
    await scripted.post(`/api/projects/${project.id}/documents/questions/write`, {})
    const get = async (): Promise<Interview> =>
      read(await scripted.api(`/api/projects/${project.id}/questions`))
    await until(async () => (await get()).questions.length > 0)
    expect((await get()).questions.map(({ question }) => question)).toEqual(['Who uses it?'])
    const page = await (
      await scripted.api(`/projects/${project.id}`, { headers: { accept: 'text/html' } })
    ).text()
    expect(page).toContain('<legend>Who uses it?</legend>')
    // Nothing loads the page anew under the hands of whoever types.
    expect(page).not.toContain('http-equiv="refresh"')
    const answer = await scripted.api(`/api/projects/${project.id}/answers/1`, {
      method: 'PUT',
      body: JSON.stringify({ choice: 2 }),
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(200)
    goOn()
    await until(async () => !(await get()).isWriting)
    expect((await get()).questions.map(({ state }) => state)).toEqual(['answered', 'open'])
  })
})
