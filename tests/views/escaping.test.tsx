import { describe, expect, test } from 'bun:test'
import { Html } from '@elysiajs/html'
import type { Design } from '../../src/planning/design.ts'
import type { Finding } from '../../src/planning/lint.ts'
import type { RecentPage } from '../../src/projects/recent.ts'
import type { Sheet } from '../../src/runs/manuscript.ts'
import type { Order, Run } from '../../src/runs/run.ts'
import { ApiPage } from '../../views/api-page.tsx'
import { DeletePage } from '../../views/confirm-page.tsx'
import { type HeldForm, HeldFormPage, SignedOut } from '../../views/held-form.tsx'
import { HomePage } from '../../views/home-page.tsx'
import { JsonPage } from '../../views/json-page.tsx'
import { ProblemPage } from '../../views/problem-page.tsx'
import { drawRemark } from '../../views/remark.tsx'
import { RunPage } from '../../views/run-page.tsx'
import { StreamFrame, Trouble } from '../../views/run-parts.tsx'
import { SignInPage } from '../../views/sign-in-page.tsx'

/**
 * xss-scan misses what stands behind `?.` and in some ternaries, so every page is drawn here with a text that would
 * become an element, in every place where a text from a person, a model or its server can come.
 */
const HOSTILE = `"'><b class=hostile hx-get=/x onclick=x>&lt;b class=hostile&gt;</textarea></title></script><b class=hostile>`

async function hostileElements(html: unknown): Promise<number> {
  let found = 0
  const rewriter = new HTMLRewriter().on('.hostile, [onclick], [hx-get="/x"]', {
    element() {
      found += 1
    },
  })
  await rewriter.transform(new Response(String(html))).text()
  return found
}

const frame = { base: '/assets/x', signedIn: true }
const run: Run = {
  id: '0'.repeat(26),
  stage: 'design',
  name: HOSTILE,
  model: HOSTILE,
  provider: 'openai',
  status: 'done',
  createdAt: '2026-01-01T00:00:00.000Z',
}
const design: Design = {
  markdown: HOSTILE,
  sections: [],
  requirements: [],
  objectives: [],
  techStack: [],
  risks: [],
  openQuestions: [],
  missing: [{ code: 'x', message: HOSTILE }],
}
const usage = { promptTokens: 1, outputTokens: 1, estimated: true }
const sheet = (more: Partial<Sheet>): Sheet => ({
  last: 9,
  blocks: [],
  tail: '',
  state: {
    run,
    last: 9,
    text: HOSTILE,
    tokens: 1,
    autoContinues: 0,
    idleRestarts: 0,
    restartKeep: 0,
    lengthContinues: 0,
    lastKeep: 0,
    usage,
    uncounted: 0,
    findings: [],
  },
  stateSince: 9,
  stoodStill: false,
  quietMs: 0,
  resting: true,
  gone: false,
  edition: 0,
  voidBelow: 0,
  ...more,
})
const ended = sheet({
  state: {
    ...sheet({}).state,
    end: {
      type: 'failed',
      run: { ...run, status: 'failed' },
      message: HOSTILE,
      design,
      usage,
      endedAt: run.createdAt,
    },
    run: { ...run, status: 'failed' },
  },
})
const paused = sheet({ pause: { code: 'x', message: HOSTILE } })
const order: Order = {
  stage: 'design',
  input: {
    projectName: HOSTILE,
    requirements: HOSTILE,
    languages: [HOSTILE],
    frameworks: [HOSTILE],
    apis: [HOSTILE],
  },
  model: HOSTILE,
  requestId: 'x',
}
const values = {
  requirements: HOSTILE,
  projectName: HOSTILE,
  languages: HOSTILE,
  frameworks: HOSTILE,
  apis: HOSTILE,
  model: HOSTILE,
  stream: true,
  what: 'all' as const,
  intent: HOSTILE,
}
const fields = ['requirements', 'projectName', 'languages', 'frameworks', 'apis', 'model', 'stream', HOSTILE]
const errors = fields.map((field) => ({ field, message: HOSTILE }))
const recent: RecentPage = {
  things: [
    { kind: 'run', id: run.id, changedAt: run.createdAt, run },
    {
      kind: 'project',
      id: run.id,
      name: HOSTILE,
      changedAt: run.createdAt,
      documents: [HOSTILE],
      open: [],
      waits: HOSTILE,
      proposals: 1,
      tasksDone: 1,
      learned: { openQuestions: 1, errors: 1, stale: 1, unwritten: [HOSTILE] },
    },
  ],
  more: true,
  many: true,
}
const example = { [HOSTILE]: HOSTILE }
const home = { frame, values, provider: 'openai', recent, query: HOSTILE, shown: 12, example, now: 0 }

const held: HeldForm = { to: HOSTILE, fields: [[HOSTILE, HOSTILE]], hadFile: true }

const finding: Finding = {
  id: 'x',
  rule: 'x',
  severity: 'hint',
  place: { document: HOSTILE, start: 0, end: 1, section: HOSTILE },
  message: HOSTILE,
  suggestion: HOSTILE,
}

const PAGES: [string, () => unknown][] = [
  ['home', () => <HomePage {...home} errors={errors} />],
  ['home with an error', () => <HomePage {...home} remark={{ kind: 'error', text: HOSTILE }} />],
  ['home with the answer of a test', () => <HomePage {...home} remark={{ kind: 'answer', text: HOSTILE }} />],
  ['a failed run', () => <RunPage frame={frame} facts={{ sheet: ended }} order={order} stream />],
  ['a paused run', () => <RunPage frame={frame} facts={{ sheet: paused }} order={order} stream />],
  ['a frame of an ended run', () => <StreamFrame facts={{ sheet: ended }} after={1} first />],
  ['a frame of a paused run', () => <StreamFrame facts={{ sheet: paused }} first />],
  ['a remark', () => drawRemark({ ...finding, severity: 'error' })],
  ['trouble', () => <Trouble target="#trouble" text={HOSTILE} />],
  ['deleting', () => <DeletePage frame={frame} id={run.id} name={HOSTILE} />],
  ['sign-in', () => <SignInPage frame={frame} withPassword next={HOSTILE} problem={HOSTILE} />],
  [
    'sign-in with a form',
    () => <SignInPage frame={frame} withPassword next="/" problem={HOSTILE} held={held} />,
  ],
  [
    'sign-in by link with a form',
    () => <SignInPage frame={frame} withPassword={false} next="/" problem={HOSTILE} held={held} />,
  ],
  ['signed in with a form', () => <HeldFormPage frame={frame} held={held} next={HOSTILE} />],
  ['signed out', () => <SignedOut login={HOSTILE} />],
  [
    'a problem',
    () => <ProblemPage frame={frame} status={404} title={HOSTILE} detail={HOSTILE} requestId={HOSTILE} />,
  ],
  ['JSON', () => <JsonPage frame={frame} path={HOSTILE} value={{ [HOSTILE]: HOSTILE }} />],
  [
    'the API',
    () => (
      <ApiPage
        frame={frame}
        version="1"
        address={HOSTILE}
        operations={[]}
        fields={[]}
        events={[[HOSTILE, HOSTILE]]}
      />
    ),
  ],
]

describe('a hostile text stays a text', () => {
  test.each(PAGES)('on the page: %s', async (_, draw) => {
    const html = String(draw())
    expect(html).toContain('hostile')
    expect(await hostileElements(html)).toBe(0)
  })

  test('and would be seen if it did not', async () => {
    expect(await hostileElements(`<p>${HOSTILE}</p>`)).toBeGreaterThan(0)
    expect(await hostileElements(`<p title="${HOSTILE}"></p>`)).toBeGreaterThan(0)
  })
})
