import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LogJournal } from '../../src/runs/log-journal.ts'
import { memoryJournals } from '../support/run-world.ts'
import { shrink } from './schedules-shrink.ts'
import { type Ground, Stage } from './schedules-stage.ts'
import { type Story, storyOf } from './schedules-story.ts'

export type Medium = 'memory' | 'files'

/** A story that broke a law, at its shortest. */
export interface Broken {
  seed: number
  medium: Medium
  /** Which law, in words. */
  law: string
  /** What happened, a line each. */
  told: string[]
  /** How many steps it had before it was shortened. */
  steps: number
}

function ground(medium: Medium): Ground {
  if (medium === 'memory') {
    const { disk, open } = memoryJournals()
    const fill = (full: boolean) => {
      disk.full = full
    }
    const holds: Ground['holds'] = (id, { n, json }) => {
      const run = disk.files.get(id)
      return run === undefined || run.events[n - 1]?.json === json
    }
    return { open, fill, holds, end: async () => {} }
  }
  const folder = mkdtempSync(join(tmpdir(), 'devussy-story-'))
  const journals: LogJournal[] = []
  return {
    open(owner) {
      const journal = new LogJournal({ folder, owner, onDamage: () => {}, pollMs: 20 })
      journals.push(journal)
      return journal
    },
    holds(id, { n, type, json }) {
      const files = readdirSync(folder).filter((name) => name.startsWith(id))
      const line = ` ${n} ${type} ${json}\n`
      return (
        files.length === 0 || files.some((name) => readFileSync(`${folder}/${name}`, 'utf8').includes(line))
      )
    },
    async end() {
      await Promise.all(journals.map((journal) => journal.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Plays a story once; what it broke, where it broke something. */
async function played(story: Story, medium: Medium): Promise<Pick<Broken, 'law' | 'told'> | undefined> {
  const here = ground(medium)
  const stage = new Stage(story, here)
  try {
    await stage.play()
    return undefined
  } catch (error) {
    return { law: error instanceof Error ? error.message : String(error), told: stage.told }
  } finally {
    await here.end()
  }
}

/** On files other threads have their say, so that a story may hold one time and break the next. */
const TRIES = { memory: 1, files: 3 }

async function broken(story: Story, medium: Medium): Promise<Pick<Broken, 'law' | 'told'> | undefined> {
  for (let times = TRIES[medium]; times > 0; times -= 1) {
    const found = await played(story, medium)
    if (found) return found
  }
  return undefined
}

/** Plays stories with the seeds from `seed` on; resolves to the first that breaks a law, shortened, or to nothing. */
export async function playStories(seed: number, count: number, medium: Medium): Promise<Broken | undefined> {
  for (let no = 0; no < count; no += 1) {
    const story = storyOf(seed + no)
    const first = await played(story, medium)
    if (first) return shortest(story, medium, first)
  }
  return undefined
}

/** Plays one story, more than once where chance has its say; what it broke, where it broke something. */
export async function playStory(story: Story, medium: Medium): Promise<string | undefined> {
  return (await broken(story, medium))?.law
}

async function shortest(story: Story, medium: Medium, first: Pick<Broken, 'law' | 'told'>): Promise<Broken> {
  let found = first
  const fails = async (steps: Story['steps']) => {
    const again = await broken({ ...story, steps }, medium)
    if (again) found = again
    return again !== undefined
  }
  // One thing after another, where that breaks it too, is easier to read.
  const calm = story.steps.map((step) => ({ ...step, waits: true, turns: true }))
  const steps = (await fails(calm)) ? calm : story.steps
  await shrink(steps, (some) => fails([...some]))
  return { seed: story.seed, medium, ...found, steps: story.steps.length }
}

export const tell = ({ seed, medium, law, told, steps }: Broken): string =>
  [
    `SEED=${seed} on ${medium}: ${law}`,
    ...told.map((line, at) => `  ${at + 1}. ${line}`),
    `  (${told.length} of ${steps} steps)`,
  ].join('\n')
