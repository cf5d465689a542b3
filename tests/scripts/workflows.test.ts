import { describe, expect, test } from 'bun:test'
import { accessSync, constants, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dir, '../..')

interface Step {
  uses?: string
  run?: string
  with?: Record<string, unknown>
}
interface Job {
  uses?: string
  permissions?: Record<string, string>
  environment?: { name: string }
  'timeout-minutes'?: number
  steps?: Step[]
}
interface Workflow {
  on: Record<string, unknown>
  permissions: unknown
  concurrency?: { group: string }
  jobs: Record<string, Job>
}

const workflows = [...new Bun.Glob('.github/workflows/*.{yml,yaml}').scanSync({ cwd: root, dot: true })]
  .sort()
  .map((name) => {
    const text = readFileSync(join(root, name), 'utf8')
    return { name, text, workflow: Bun.YAML.parse(text) as Workflow }
  })

const jobs = workflows.flatMap(({ name, workflow }) =>
  Object.entries(workflow.jobs).map(([job, it]) => ({ at: `${name}: ${job}`, job: it })),
)
const steps = jobs.flatMap(({ at, job }) => (job.steps ?? []).map((step) => ({ at, step })))

test('there is a workflow for each push and one for each release', () => {
  expect(workflows.map(({ name }) => name)).toEqual([
    '.github/workflows/release.yml',
    '.github/workflows/test.yml',
  ])
})

describe('a workflow', () => {
  test('uses each action at one commit, with the version that it is beside it', () => {
    const loose = workflows.flatMap(({ name, text }) =>
      [...text.matchAll(/^.*\buses:.*$/gm)]
        .map(([line]) => line.trim())
        .filter((line) => !/uses: (\.\/\S+|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/.test(line))
        .map((line) => `${name}: ${line}`),
    )
    expect(loose).toEqual([])
  })

  test('uses an action at the same commit everywhere', () => {
    const commits = new Map<string, Set<string>>()
    for (const { step } of steps) {
      const [action = '', commit = ''] = step.uses?.split('@') ?? []
      if (action) commits.set(action, (commits.get(action) ?? new Set()).add(commit))
    }
    expect([...commits].filter(([, all]) => all.size > 1)).toEqual([])
  })

  test('may do nothing but what its job needs', () => {
    expect(workflows.filter(({ workflow }) => JSON.stringify(workflow.permissions) !== '{}')).toEqual([])
    const granted = Object.fromEntries(
      jobs.map(({ at, job }) => [at.replace('.github/workflows/', ''), job.permissions]),
    )
    expect(granted).toEqual({
      'release.yml: test': { contents: 'read' },
      'release.yml: build': { contents: 'read', packages: 'write', 'id-token': 'write' },
      'release.yml: deploy': { contents: 'read', packages: 'read' },
      'test.yml: test': { contents: 'read' },
      'test.yml: deploy': { contents: 'read' },
      'test.yml: workflows': { contents: 'read' },
    })
  })

  test('puts nothing from outside into the text of a command, where it would be carried out', () => {
    expect(steps.filter(({ step }) => step.run?.includes('${{')).map(({ at }) => at)).toEqual([])
  })

  test('shows secrets to the deploy alone, and to nobody who sends a pull request', () => {
    const withSecrets = jobs.filter(({ job }) => JSON.stringify(job).includes('secrets.')).map(({ at }) => at)
    expect(withSecrets).toEqual(['.github/workflows/release.yml: deploy'])
    expect(jobs.find(({ at }) => at === withSecrets[0])?.job.environment?.name).toBe('production')
    const events = workflows.flatMap(({ workflow }) => Object.keys(workflow.on))
    expect(events.sort()).toEqual(['pull_request', 'push', 'push', 'workflow_call'])
  })

  test('leaves no token of its own in the checkout', () => {
    const kept = steps.filter(
      ({ step }) =>
        step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false,
    )
    expect(kept).toEqual([])
  })

  test('ends by itself, and not two of a kind at once', () => {
    expect(jobs.filter(({ job }) => !job.uses && !job['timeout-minutes']).map(({ at }) => at)).toEqual([])
    expect(workflows.filter(({ workflow }) => !workflow.concurrency?.group).map(({ name }) => name)).toEqual(
      [],
    )
  })

  test('calls scripts that are there', () => {
    const called = steps.flatMap(({ step }) => step.run?.match(/\.\/\S+\.sh\b/g) ?? [])
    expect(called.length).toBeGreaterThan(4)
    for (const name of called) expect(() => accessSync(join(root, name), constants.X_OK)).not.toThrow()
  })

  // Where it is installed; the workflow `test` runs it in any case.
  test.skipIf(!Bun.which('actionlint'))(
    'has nothing that actionlint minds',
    () => {
      const child = Bun.spawnSync(['actionlint', '-no-color'], { cwd: root })
      expect(child.stdout.toString()).toBe('')
      expect(child.exitCode).toBe(0)
    },
    60_000,
  )
})
