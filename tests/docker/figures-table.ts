import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'

/** Prints the figures that the parts have noted, and with --write puts them into docs/deploys.md. */
interface Figure {
  part: string
  name: string
  value: string | number
}

const PAGE = join(import.meta.dir, '../../docs/deploys.md')
const START = '<!-- figures: written by scripts/test-deploy.sh --write -->'

async function readFigures(file: string): Promise<Figure[]> {
  const lines = (await Bun.file(file).text()).split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Figure)
}

function printTable(figures: Figure[]): void {
  const width = Math.max(...figures.map(({ part, name }) => part.length + name.length + 2))
  for (const { part, name, value } of figures) console.log(`${`${part}: ${name}`.padEnd(width)}  ${value}`)
}

function machine(): string {
  const [{ model = 'unknown' } = {}] = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} cores (${model.replace(/\s+/g, ' ').trim()}), ${gigabytes} GB, Linux ${release()}`
}

const said = (...command: string[]): string => Bun.spawnSync(command).stdout.toString().trim()

async function writePage(figures: Figure[]): Promise<void> {
  const day = new Date().toISOString().slice(0, 10)
  const engine = said('docker', 'version', '--format', '{{.Server.Version}}')
  const commit = said('git', 'rev-parse', '--short', 'HEAD')
  const rows = figures.map(({ part, name, value }) => `| ${part}: ${name} | ${value} |`)
  const text = [
    `${day}, commit ${commit}; ${machine()}, Docker ${engine}.`,
    '',
    '| | |',
    '|---|---|',
    ...rows,
  ]
  const [before = ''] = (await Bun.file(PAGE).text()).split(START)
  await Bun.write(PAGE, `${before}${START}\n\n${text.join('\n')}\n`)
}

const [file = '', write] = process.argv.slice(2)
const figures = await readFigures(file)
if (figures.length > 0) printTable(figures)
if (write === '--write') await writePage(figures)
