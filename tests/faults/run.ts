import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Fault, FaultOptions, FaultResult } from './fault.ts'
import { writeReport } from './run-report.ts'

/** Every part, in the order in which they are run: `run` of the file of that name, else its test. */
export const PARTS: Record<string, string> = {
  matrix: 'Twelve faults at four moments over two transports: every reader has the document, or a named end.',
  schedules: 'Random stories of one run among processes and readers, and mistakes planted for them to find.',
  'kill-nine': 'kill -9 at random moments under many runs and readers.',
  'rolling-restart': 'A new version takes over under live streams, again and again.',
  'frozen-owner': 'A process is stopped past its lease, another takes over, and the first wakes up.',
  readers: 'Readers that come and leave at any byte leave nothing behind.',
  'readers-crowd': 'Many readers on many runs; then the same beside readers that take nothing.',
  stop: "Stop closes the connection to the model's server.",
  'full-disk': 'A file system that is really full.',
  backup: 'A backup taken under load and restored elsewhere.',
  abandoned: 'A run that nobody watches any more.',
}

const USAGE = `usage: bun run faults [name…] [--long] [--seed N] [--write]
  ${Object.keys(PARTS).join(', ')}
  --long   the full counts, by hand: minutes
  --write  puts the results into docs/reliability.md`

async function play(name: string, options: FaultOptions): Promise<FaultResult> {
  const path = `${import.meta.dir}/${name}.ts`
  if (existsSync(path)) {
    const { run } = (await import(path)) as { run?: Fault }
    if (run) return run(options)
  }
  return playTest(name, options.seed)
}

/** A part that is only a test has passed or not. */
async function playTest(name: string, seed: number): Promise<FaultResult> {
  const path = `tests/faults/${name}.test.ts`
  if (!existsSync(path)) throw new Error(`there is no ${path}`)
  const child = Bun.spawn([process.execPath, 'test', '--no-env-file', `./${path}`], {
    env: { ...process.env, SEED: String(seed) },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, error] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  const count = (what: string) => Number(new RegExp(`^ *(\\d+) ${what}$`, 'm').exec(error)?.[1] ?? 0)
  if ((await child.exited) !== 0) throw new Error(`${out}${error}`)
  return { name, figures: { 'tests passed': count('pass'), 'not tried on this machine': count('skip') } }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { long: { type: 'boolean' }, seed: { type: 'string' }, write: { type: 'boolean' } },
  })
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
  const unknown = positionals.filter((name) => !(name in PARTS))
  if (unknown.length > 0 || !Number.isSafeInteger(seed)) {
    console.error(USAGE)
    return 2
  }
  const options = { long: values.long === true, seed, say: (line: string) => console.log(line) }
  const failed: string[] = []
  for (const name of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
    console.log(`== ${name}: SEED=${seed}${options.long ? ', long' : ''}`)
    try {
      const { figures } = await play(name, options)
      for (const [figure, value] of Object.entries(figures)) console.log(`${figure}: ${value}`)
      const report = { name, about: PARTS[name] ?? '', figures, seed, long: options.long }
      if (values.write) writeReport(report, Object.keys(PARTS))
    } catch (error) {
      failed.push(name)
      console.error(error instanceof Error ? error.message : error)
    }
  }
  console.log(failed.length > 0 ? `failed: ${failed.join(', ')}` : 'all held')
  return failed.length > 0 ? 1 : 0
}

// What a part that failed has left open must not keep the command from ending.
if (import.meta.main) process.exit(await main())
