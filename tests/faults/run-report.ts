import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import { resolve } from 'node:path'

const PATH = resolve(import.meta.dir, '../../docs/reliability.md')

const HEAD = `# Reliability: what was broken, and what came of it

The promise: whatever breaks between the model and the reader's eye, the document goes on; nothing missing, nothing doubled, never
silently short, never paid for twice. Every reader in every part below is checked for the same: each number once and in order, one end,
last, and a text equal to the document. A part that finds anything else fails, and has no figures here.

\`bun run faults\` runs all parts in their short form, \`bun run faults NAME\` one of them, \`--long\` at full counts, \`--seed N\` the same
again. \`--long --write\` writes this page. Figures of time are those of one machine on one day; the counts are the promise.
`

export interface Report {
  name: string
  about: string
  figures: Record<string, number | string>
  seed: number
  long: boolean
}

/** Puts one part's results in the place of its last ones; the others stay. `order`: the names of all parts. */
export function writeReport(report: Report, order: string[]): void {
  const sections = new Map<string, string>()
  const page = existsSync(PATH) ? readFileSync(PATH, 'utf8') : ''
  for (const section of page.split(/^(?=## )/m).slice(1))
    sections.set(/^## (.*)$/m.exec(section)?.[1] ?? '', section.trimEnd())
  sections.set(report.name, sectionOf(report))
  const inOrder = order.flatMap((name) => sections.get(name) ?? [])
  writeFileSync(PATH, `${[HEAD.trimEnd(), ...inOrder].join('\n\n')}\n`)
}

function sectionOf({ name, about, figures, seed, long }: Report): string {
  const rows = Object.entries(figures).map(([figure, value]) => `| ${cell(figure)} | ${cell(value)} |`)
  return [
    `## ${name}`,
    `${about}\n`,
    `${new Date().toISOString().slice(0, 10)}, ${long ? 'long' : 'short'} form, seed ${seed}; ${machine()}.\n`,
    '| | |',
    '|---|---|',
    ...rows,
  ].join('\n')
}

function machine(): string {
  const [cpu] = cpus()
  const gigabytes = Math.round(totalmem() / 1024 ** 3)
  const load = (loadavg()[1] ?? 0).toFixed(1)
  return `${availableParallelism()} cores (${cpu?.model.trim() ?? 'unknown'}), ${gigabytes} GB, ${type()} ${release().split('-')[0]}, Bun ${Bun.version}, load of the machine over five minutes ${load}`
}

const cell = (value: number | string): string => String(value).replaceAll('|', '\\|').replaceAll('\n', ' ')
