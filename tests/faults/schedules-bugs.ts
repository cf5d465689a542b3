import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { removeFolder } from '../support/server-process.ts'
import type { Broken, Medium } from './schedules-play.ts'

const ROOT = resolve(import.meta.dir, '../..')
const COPIED = ['src', 'views', 'tests/support', 'tests/faults', 'package.json', 'tsconfig.json']

/** A mistake that somebody could make in `src`, to see that the stories find it. */
export interface Bug {
  name: string
  file: string
  /** What stands there, and what the mistake makes of it. */
  right: string
  wrong: string
  medium: Medium
}

export const BUGS: Bug[] = [
  {
    name: 'sent before journalled',
    file: 'src/runs/log-writer.ts',
    right: 'this.put(lines)\n    this.log.add(events, offsets, bytes)',
    // A moment later: as long as it takes somebody who waits to read.
    wrong: `this.log.add(events, offsets, bytes)
    const write = async (turns: number): Promise<void> => {
      await undefined
      return turns > 0 ? write(turns - 1) : this.put(lines)
    }
    write(20).catch(() => {})`,
    medium: 'files',
  },
  {
    name: 'off by one at the join',
    file: 'src/runs/run-log.ts',
    right: 'if (next > after) found.push(line)',
    wrong: 'if (next >= after) found.push(line)',
    medium: 'files',
  },
  {
    name: 'end missing on abort',
    file: 'src/runs/live-run.ts',
    right: "return this.end('stopped', CUTS[outcome])",
    wrong: "return { kind: 'left' }",
    medium: 'memory',
  },
  {
    name: 'ownership not checked',
    file: 'src/runs/log-writer.ts',
    right: 'return existsSync(this.fencePath) || existsSync(this.nextPath)',
    wrong: 'return false',
    medium: 'files',
  },
  {
    name: 'listener not removed',
    file: 'src/runs/viewer.ts',
    right: 'this.finished = true\n    this.unwatch()',
    wrong: 'this.finished = true',
    medium: 'memory',
  },
]

/**
 * Plays stories on a copy of the source that has the bug; the source itself is not touched. Resolves to what was found, or to nothing.
 * Throws where the place that the bug is planted at is no more.
 */
export async function findBug(bug: Bug, seed: number, count: number): Promise<Broken | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'devussy-bug-'))
  try {
    for (const path of COPIED) cpSync(`${ROOT}/${path}`, `${folder}/${path}`, { recursive: true })
    symlinkSync(`${ROOT}/node_modules`, `${folder}/node_modules`)
    const path = `${folder}/${bug.file}`
    const source = readFileSync(path, 'utf8')
    const places = source.split(bug.right)
    if (places.length !== 2)
      throw new Error(`"${bug.name}" has no place any more: ${bug.file} was changed, and BUGS has to follow`)
    writeFileSync(path, places.join(bug.wrong))
    const child = Bun.spawn(
      [
        process.execPath,
        `${folder}/tests/faults/schedules-child.ts`,
        bug.medium,
        String(seed),
        String(count),
      ],
      { cwd: folder, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe', timeout: 120_000 },
    )
    const [out, error] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ])
    if ((await child.exited) !== 0) throw new Error(`"${bug.name}" could not be tried: ${error}`)
    return (JSON.parse(out) as Broken | null) ?? undefined
  } finally {
    removeFolder(folder)
  }
}
