import type { Page } from 'playwright-core'
import { startApp, type TestApp } from './app.ts'
import { answerOf, DESIGN, edit, inPieces, PLAN, plannedProject, revisionAsked } from './planned-project.ts'
import { until } from './runs.ts'

/** A page in one of its states. */
export interface Place {
  name: string
  /** The whole address. */
  address: string
  /** Who looks at it is not signed in. */
  signedOut?: boolean
  /** Something is being written on it. */
  living?: boolean
  /** It is what a form is answered with: the form's fields. */
  sends?: Record<string, string>
}

export interface Gallery {
  places: Place[]
  /** Goes to a place as the one who looks at it. Throws where that is not what is seen. */
  visit(page: Page, place: Place): Promise<void>
  stop(): Promise<void>
}

export const LONG_NAME = 'Kraftfahrzeughaftpflichtversicherung'.repeat(4).slice(0, 120)

const PASSWORD = 'for-the-gallery'
const IDEA =
  'People log when they water a plant. They are reminded when one is dry. It works offline. A household shares its plants.'
const JAPANESE =
  '植物の水やりを記録するウェブアプリ。家族で共有でき、乾いた植物を知らせる。オフラインでも使える。'
const GERMAN =
  'Ein Werkzeug für Hausverwaltungen: Betriebskostenabrechnungen werden aus Zählerständen erstellt. Mieterinnen sehen ihre Verbrauchsentwicklung.'

/** Every kind of page in its states, of real servers with real data: what looks at pages looks at these. */
export async function openGallery(): Promise<Gallery> {
  const empty = await startApp({ PROVIDER: 'demo' })
  const demo = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '100000' })
  const scripted = await startApp({ AUTO_CONTINUE: '0' })
  const behind = await startApp({ PROVIDER: 'demo', UI_PASSWORD: PASSWORD })
  const apps = [empty, demo, scripted, behind]
  const places = [
    { name: 'sign-in', address: `${empty.listen()}/login`, signedOut: true },
    { name: 'home, empty', address: `${empty.listen()}/` },
    { name: 'projects, empty', address: `${empty.listen()}/projects` },
    { name: 'no such page', address: `${empty.listen()}/nowhere` },
    { name: 'no such project', address: `${empty.listen()}/projects/00000000000000000000000000` },
    { name: 'the API', address: `${empty.listen()}/api` },
    {
      name: 'sign-in that keeps a form',
      address: `${behind.listen()}/runs`,
      signedOut: true,
      sends: { requirements: IDEA, projectName: LONG_NAME },
    },
    {
      name: 'sign-in, refused',
      address: `${behind.listen()}/login`,
      signedOut: true,
      sends: { password: 'wrong', next: '/' },
    },
    {
      name: 'signed in, with a form kept',
      address: `${behind.listen()}/login`,
      signedOut: true,
      sends: { password: PASSWORD, 'held-to': '/runs', 'held-name': 'requirements', 'held-value': IDEA },
    },
    ...(await demoPlaces(demo)),
    ...(await scriptedPlaces(scripted)),
  ]
  const sessions = new Map<string, string>()
  for (const app of apps) sessions.set(app.listen(), await app.parts.sessions.open())
  return {
    places,
    async visit(page, { name, address, signedOut, sends }) {
      // Cookies know hosts and no ports: one server's would sign out of another.
      await page.context().clearCookies()
      const { origin } = new URL(address)
      const value = sessions.get(origin) ?? ''
      if (!signedOut)
        await page
          .context()
          .addCookies([{ name: 'devussy_session', value, url: origin, httpOnly: true, sameSite: 'Lax' }])
      if (sends) await send(page, address, sends)
      else await page.goto(address, { waitUntil: 'domcontentloaded' })
      if (!signedOut && page.url().includes('/login')) throw new Error(`${name} asks to sign in`)
    },
    async stop() {
      for (const app of apps) await app.stop()
    },
  }
}

/** Sends a form from a page of the same site, and waits for the page that answers it. */
async function send(page: Page, address: string, fields: Record<string, string>): Promise<void> {
  await page.goto(new URL('/api', address).href, { waitUntil: 'domcontentloaded' })
  await Promise.all([
    page.waitForEvent('domcontentloaded'),
    page.evaluate(
      ({ to, pairs }) => {
        const form = document.createElement('form')
        form.method = 'post'
        form.action = to
        for (const [name, value] of pairs) {
          const field = document.createElement('textarea')
          field.name = name
          field.value = value
          form.append(field)
        }
        document.body.append(form)
        form.submit()
      },
      { to: address, pairs: Object.entries(fields) },
    ),
  ])
}

const NOTHING = { languages: [], frameworks: [], apis: [] }

/** Projects at each point of their way, by the demo model. */
async function demoPlaces(app: TestApp): Promise<Place[]> {
  const { workshop } = app.parts
  const at = app.listen()
  const make = async (name: string, brief: string) => (await workshop.create(name, brief, NOTHING)).id
  const whole = async (name: string, brief: string) => {
    const id = await make(name, brief)
    await app.api(`/api/projects/${id}/walk`, json('PUT', { until: 'phases' }))
    await until(() => workshop.walkOf(id)?.state !== 'going')
    return id
  }
  const begun = await make('Plant diary', IDEA)
  const asking = await make('Plant diary with questions', IDEA)
  await app.post(`/api/projects/${asking}/documents/questions/write`, {})
  await until(async () => (await stateOf(app, asking, 'questions')) === 'open')
  const done = await whole('Plant diary for households', IDEA)
  const japanese = await whole('植物日記', JAPANESE)
  const long = await whole(LONG_NAME, GERMAN)
  const design = app.parts.documents.version(done, 'design')?.text ?? ''
  const stale = await whole('Out of date', IDEA)
  await app.parts.workshop.edit(
    stale,
    'design',
    design
      .replace(/\*\*R-1\*\*: .*/, '**R-1**: The app should be fast and scalable, and pages load quickly. TBD')
      .replace(/\*\*R-3\*\*: .*/, '**R-2**: People see their plants, etc.'),
    1,
  )
  const drafted = await make('Three drafts', IDEA)
  await app.post(`/api/projects/${drafted}/councils`, { document: 'design', drafts: 2 })
  await until(() => {
    const councils = app.parts.councils.of(drafted)
    return councils.length > 0 && councils.every(({ state }) => state === 'done')
  })
  const council = app.parts.councils.of(drafted)[0]?.id ?? ''
  const read = (await (
    await app.post('/api/projects/import-design', { name: LONG_NAME, text: FOREIGN })
  ).json()) as { project: { id: string } }
  const places: [string, string, Record<string, string>?][] = [
    ['home', '/'],
    ['home, refused', '/runs', { requirements: ' ', projectName: LONG_NAME + LONG_NAME, languages: 'Go' }],
    ['home, nothing found', '/?q=nothing-is-called-so'],
    ['new project, refused', '/projects', { name: '', brief: ' ' }],
    ['import of a design, refused', '/projects/import-design', { name: LONG_NAME, text: ' ' }],
    ['what was read of a design', `/projects/${read.project.id}/taken`],
    ['costs, refused', `/projects/${done}/caps`, { tokens: 'many' }],
    ['settings, refused', `/projects/${done}/rename`, { name: ' ' }],
    [
      'edit, refused',
      `/projects/${stale}/documents/plan`,
      { after: '1', section: '2', text: `${LONG_NAME} `.repeat(1700) },
    ],
    [
      'edit, meanwhile changed by another',
      `/projects/${stale}/documents/design`,
      { after: '1', section: '3', text: `## Requirements\n\n- **R-1**: ${LONG_NAME}\n` },
    ],
    ['projects', '/projects'],
    ['import of a design', '/projects/import-design'],
    ['import of a project', '/projects/import'],
    ['project, begun', `/projects/${begun}`],
    ['document, not written', `/projects/${begun}/documents/design`],
    ['document, blocked', `/projects/${begun}/documents/plan`],
    ['project, with questions', `/projects/${asking}`],
    ['project, done', `/projects/${done}`],
    ['design', `/projects/${done}/documents/design`],
    ['plan', `/projects/${done}/documents/plan`],
    ['phase', `/projects/${done}/documents/phase-1`],
    ['brief', `/projects/${done}/documents/brief`],
    ['findings', `/projects/${done}/findings`],
    ['trace', `/projects/${done}/trace`],
    ['costs', `/projects/${done}/costs`],
    ['exports', `/projects/${done}/exports`],
    ['settings', `/projects/${done}/settings`],
    ['deleting a project', `/projects/${done}/delete`],
    ['project, out of date', `/projects/${stale}`],
    ['document, out of date', `/projects/${stale}/documents/plan`],
    ['findings, many', `/projects/${stale}/findings`],
    ['design with findings', `/projects/${stale}/documents/design`],
    ['section that is edited', `/projects/${stale}/documents/design?edit=3`],
    ['document that is edited', `/projects/${stale}/documents/design?edit=all`],
    ['versions', `/projects/${stale}/documents/design/versions`],
    ['older version', `/projects/${stale}/documents/design?version=1`],
    ['difference', `/projects/${stale}/documents/design?version=2&against=1`],
    ['project in Japanese', `/projects/${japanese}`],
    ['design in Japanese', `/projects/${japanese}/documents/design`],
    ['project with a long name', `/projects/${long}`],
    ['design with a long name', `/projects/${long}/documents/design`],
    ['trace with a long name', `/projects/${long}/trace`],
    ['settings with a long name', `/projects/${long}/settings`],
    ['project, drafted', `/projects/${drafted}`],
    ['drafts', `/projects/${drafted}/councils/${council}`],
    [
      'asking for drafts',
      `/projects/${begun}/councils/new?document=design&drafts=3&temperature-1=0.3&temperature-2=0.7&temperature-3=1`,
    ],
  ]
  return places.map(([name, path, sends]) => ({ name, address: `${at}${path}`, sends }))
}

/** A design written elsewhere, without ids. */
const FOREIGN = `# Greenhouse

## Requirements

- Keepers open the page of a gate within two seconds.
- ${'Gewächshaustemperaturüberwachung'.repeat(4)}

## Notes

| a | b |
|---|---|
| 1 | 2 |
`

const WIDE = `# Wide

${'| a column | '.repeat(12)}|
${'|---|---'.repeat(12)}|
${'| some words | and_a_very_long_word_that_does_not_break_anywhere '.repeat(12)}|

\`\`\`ts
const line = '${'a long line of code that goes on '.repeat(12)}'
\`\`\`

- [ ] To do, with [a link](https://example.org/) and \`${'code'.repeat(40)}\`.
- [x] Done.

> ${'A quotation that is rather long. '.repeat(8)}

${'pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(6)}
`

/** Runs in each state, and what waits for a person, by a model that does as it is told. */
async function scriptedPlaces(app: TestApp): Promise<Place[]> {
  const at = app.listen()
  const never = new Promise<void>(() => {})
  const start = async (script: Parameters<typeof app.model.next>[0], name = 'Plant diary') => {
    const arrived = app.model.next(script)
    const order = {
      stage: 'design' as const,
      input: { projectName: name, requirements: IDEA, ...NOTHING, languages: ['TypeScript'] },
      model: 'scripted',
      requestId: 'gallery',
      client: 'person',
    }
    const { id } = await app.parts.conductor.start(order)
    await arrived
    return id
  }
  const rests = (id: string) =>
    until(async () => {
      const { run } = (await (await app.api(`/api/runs/${id}`)).json()) as { run: { status: string } }
      return !['queued', 'writing', 'running'].includes(run.status)
    })
  const done = await start({ deltas: inPieces(DESIGN) })
  await rests(done)
  const wide = await start({ deltas: inPieces(WIDE) }, LONG_NAME)
  await rests(wide)
  const failed = await start({ status: 401 })
  await rests(failed)
  const interrupted = await start({ deltas: inPieces(DESIGN).slice(0, 8), end: 'cut' })
  await rests(interrupted)
  const stopped = await start({ deltas: [...inPieces(DESIGN).slice(0, 8), never] })
  await app.post(`/api/runs/${stopped}/stop`, {})
  await rests(stopped)

  // A section that a model wrote anew while a person changed the same line: it waits.
  const waiting = await plannedProject(app)
  await edit(app, waiting, 'design', DESIGN.replace('of the last minute', 'of the last hour'))
  const mine = PLAN.replace('sees its state of the last minute', 'sees nothing else')
  const gate = Promise.withResolvers<void>()
  app.model.otherwise((request) =>
    revisionAsked(request) ? { before: gate.promise, ...answerOf(request) } : answerOf(request),
  )
  await app.post(`/api/projects/${waiting}/documents/plan/update`, {})
  await until(() => app.model.requests.some((request) => revisionAsked(request) !== undefined))
  await edit(app, waiting, 'plan', mine)
  gate.resolve()
  await until(async () => (await stateOf(app, waiting, 'plan')) !== 'running')

  const living = await plannedProject(app)
  app.model.otherwise((request) => ({
    deltas: [...inPieces(DESIGN).slice(0, 5), never, String(request.path)],
  }))
  await app.post(`/api/projects/${living}/documents/phase-1/write`, {})
  await app.post(`/api/projects/${living}/documents/phase-2/write`, {})
  await until(async () => (await stateOf(app, living, 'phase-2')) === 'running')
  const asking = await start({ before: never, deltas: [] })
  const writing = await start({ deltas: [...inPieces(DESIGN), never] })
  const places: [string, string, boolean?][] = [
    ['home, with runs', '/', true],
    ['run, done', `/runs/${done}`],
    ['run with wide things', `/runs/${wide}`],
    ['run, failed', `/runs/${failed}`],
    ['run, interrupted', `/runs/${interrupted}`],
    ['run, stopped', `/runs/${stopped}`],
    ['deleting a run', `/runs/${done}/delete`],
    ['run, asking the model', `/runs/${asking}`, true],
    ['run, writing', `/runs/${writing}`, true],
    ['project with a proposal', `/projects/${waiting}`],
    ['proposals', `/projects/${waiting}/proposals`],
    ['project, being written', `/projects/${living}`, true],
    ['document, being written', `/projects/${living}/documents/phase-1`, true],
  ]
  return places.map(([name, path, isLiving = false]) => ({
    name,
    address: `${at}${path}`,
    living: isLiving,
  }))
}

async function stateOf(app: TestApp, id: string, document: string): Promise<string | undefined> {
  const view = await app.parts.workshop.view(id)
  return view.steps.find((step) => step.document === document)?.state
}

const json = (method: string, body: unknown): RequestInit => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})
