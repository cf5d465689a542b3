import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { checkOpenSpec } from '../../src/planning/export/openspec-rules.ts'
import { exportOne } from '../../src/planning/export.ts'
import { SAMPLES } from './export-projects.ts'

/** OpenSpec's own command line, of the package @fission-ai/openspec: node_modules/.bin/openspec. */
const CLI = join(import.meta.dir, '../../node_modules/@fission-ai/openspec/bin/openspec.js')

const folder = mkdtempSync(join(tmpdir(), 'devussy-openspec-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Report {
  items: { id: string; valid: boolean; issues: { level: string; message: string }[] }[]
}

/** What `openspec validate --strict` says of all changes below a folder. */
async function validate(root: string): Promise<Report> {
  const words = ['validate', '--changes', '--strict', '--json', '--no-interactive']
  const process_ = Bun.spawn([process.execPath, '--no-env-file', CLI, ...words], {
    cwd: root,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: root,
      XDG_CONFIG_HOME: root,
      OPENSPEC_TELEMETRY: '0',
      DO_NOT_TRACK: '1',
    },
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: 60_000,
  })
  return JSON.parse(await new Response(process_.stdout).text()) as Report
}

/** Each project's change under a name of its own; those without a requirement are none that OpenSpec could take. */
const changes = SAMPLES.filter(({ ids }) => ids.length > 0).map((sample, at) => {
  const exported = exportOne('openspec', { ...sample, name: `${sample.name} n${'abcdefghijklmnop'[at]}` })
  return exported?.files ?? []
})

function write(root: string, files: { path: string; text: string }[]): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

test('OpenSpec’s own command line takes the change of every project, in strict mode', async () => {
  const root = join(folder, 'good')
  for (const files of changes) write(root, files)
  const { items } = await validate(root)
  expect(items.flatMap(({ id, issues }) => issues.map(({ message }) => `${id}: ${message}`))).toEqual([])
  expect(items.filter(({ valid }) => valid).length).toBe(changes.length)
}, 60_000)

/** What each breaks in a change, and OpenSpec does not take it then. */
const BROKEN: [what: string, file: string, from: RegExp, to: string][] = [
  ['no SHALL', 'spec.md', /SHALL|MUST/g, 'may'],
  ['a requirement without a scenario', 'spec.md', /^#### Scenario.*(?:\n(?!###).*)*/gm, ''],
  ['two requirements of one name', 'spec.md', /^### Requirement: .*$/gm, '### Requirement: the same'],
  ['no delta', 'spec.md', /^## ADDED Requirements$/m, '## Notes'],
  ['a task in another group', 'tasks.md', /^- \[(.)\] 1\.2 /m, '- [$1] 7.2 '],
  ['a task number twice', 'tasks.md', /^- \[(.)\] 1\.2 /m, '- [$1] 1.1 '],
]

test('OpenSpec refuses what our own rules refuse', async () => {
  const root = join(folder, 'bad')
  const [good = []] = changes
  const refused: string[] = []
  for (const [at, [what, file, from, to]] of BROKEN.entries()) {
    const name = `broken-${'abcdefgh'[at]}`
    const files = good.map(({ path, text }) => ({
      path: path.replace(/changes\/[^/]+/, `changes/${name}`),
      text: path.endsWith(`/${file}`) ? text.replace(from, to) : text,
    }))
    if (checkOpenSpec(files).length === 0) refused.push(`our rules take: ${what}`)
    write(root, files)
  }
  const { items } = await validate(root)
  for (const { id, valid } of items) if (valid) refused.push(`OpenSpec takes ${id}`)
  expect(refused).toEqual([])
  expect(items.length).toBe(BROKEN.length)
}, 60_000)
