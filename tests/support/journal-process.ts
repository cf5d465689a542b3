import { RunUnknown } from '../../src/runs/journal.ts'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { Viewer } from '../../src/runs/viewer.ts'
import { ORDER, token } from './runs.ts'

/** What the process of a journal is told to do, and what it answers. */
export type JournalTask =
  | { do: 'write'; id: string; from: number; count: number; end: boolean }
  | { do: 'view'; id: string; after: number }

export interface JournalAnswer {
  /** Events that were appended without an error, or were seen, by number. */
  numbers: number[]
  contents: string[]
  error?: string
}

const [folder = '', owner = ''] = process.argv.slice(2)
const journal = new LogJournal({ folder, owner, onDamage: () => {} })

/** Creates the run, or takes it over, and appends tokens as fast as it can, giving way after each. */
async function write({ id, from, count, end }: JournalTask & { do: 'write' }): Promise<JournalAnswer> {
  const numbers: number[] = []
  const contents: string[] = []
  try {
    const writer = from === 1 ? await journal.create(id, ORDER) : await journal.takeOver(id)
    for (let n = from; n < from + count; n += 1) {
      const content = `${owner} ${n}`
      await writer.append([token(content)])
      numbers.push(n)
      contents.push(content)
      if (n % 8 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    if (end) await writer.append([{ type: 'stopped', data: {} }])
    await writer.close()
    return { numbers, contents }
  } catch (error) {
    return { numbers, contents, error: (error as Error).name }
  }
}

async function view({ id, after }: JournalTask & { do: 'view' }): Promise<JournalAnswer> {
  const numbers: number[] = []
  const contents: string[] = []
  try {
    const viewer = new Viewer(journal, id, after)
    for (let sight = await viewer.next(); sight; sight = await viewer.next()) {
      if (sight.kind !== 'events') return { numbers, contents, error: sight.kind }
      for (const { n, json } of sight.events) {
        numbers.push(n)
        contents.push((JSON.parse(json) as { content?: string }).content ?? '')
      }
    }
    return { numbers, contents }
  } catch (error) {
    return { numbers, contents, error: error instanceof RunUnknown ? 'RunUnknown' : String(error) }
  }
}

process.on('message', (task: JournalTask) => {
  void (task.do === 'write' ? write(task) : view(task)).then((answer) => process.send?.(answer))
})
process.send?.('ready')
