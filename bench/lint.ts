import { readFileSync } from 'node:fs'
import { Blocks } from '../src/markdown/blocks.ts'
import { RULES } from '../src/planning/lint/rules.ts'
import { LintStream, lintProject } from '../src/planning/lint.ts'

/**
 * Question: what does the linter cost, for a whole project (wanted: below 20 ms) and for a block while it is written
 * (below 1 ms)? The project is that of the tests; a larger one has its last phases again and again.
 */
const ROUNDS = Number(process.env.ROUNDS ?? 100)
const PHASES = 15

const folder = `${import.meta.dir}/../tests/planning/fixtures/lint/good`
const texts: Record<string, string> = Object.fromEntries(
  ['design', 'plan', 'phase-1', 'phase-2', 'phase-3', 'phase-4'].map((key) => [
    key,
    readFileSync(`${folder}/${key}.md`, 'utf8'),
  ]),
)

function larger(): Record<string, string> {
  const all = { ...texts }
  for (let phase = 5; phase <= PHASES; phase += 1) {
    const renumber = (text: string) =>
      text.replace(/Phase 4/g, `Phase ${phase}`).replace(/T-4\./g, `T-${phase}.`)
    const plan = texts.plan ?? ''
    all.plan += `\n${renumber(plan.slice(plan.indexOf('## Phase 4')))}`
    all[`phase-${phase}`] = renumber(texts['phase-4'] ?? '')
  }
  return all
}

function spread(times: number[]): string {
  const sorted = times.sort((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(3)
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`
}

function timed(work: () => void): number[] {
  const times: number[] = []
  for (let round = 0; round < 2 * ROUNDS; round += 1) {
    const start = performance.now()
    work()
    // The first half warms up.
    if (round >= ROUNDS) times.push(performance.now() - start)
  }
  return times
}

for (const [name, project] of [
  ['4 phases', texts],
  [`${PHASES} phases`, larger()],
] as const) {
  const length = Object.values(project).reduce((sum, text) => sum + text.length, 0)
  const cold = performance.now()
  lintProject({ texts: project, depth: 'standard' })
  console.log(
    `${name}, ${length} characters, ${RULES.length} rules: first ${(performance.now() - cold).toFixed(1)} ms`,
  )
  console.log(`  ${spread(timed(() => lintProject({ texts: project, depth: 'standard' })))}`)
}

for (const key of ['design', 'plan', 'phase-2']) {
  const times: number[] = []
  for (let round = 0; round < 2 * ROUNDS; round += 1) {
    const stream = new LintStream(key, { texts })
    const blocks = new Blocks()
    const text = texts[key] ?? ''
    for (const block of [...blocks.push(text), ...blocks.end()]) {
      const start = performance.now()
      stream.block(block)
      if (round >= ROUNDS) times.push(performance.now() - start)
    }
  }
  console.log(`a block of the ${key}: ${spread(times)}`)
}
