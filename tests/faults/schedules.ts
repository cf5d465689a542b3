import type { FaultOptions, FaultResult } from './fault.ts'
import { BUGS, type Bug, findBug } from './schedules-bugs.ts'
import { type Medium, playStories, tell } from './schedules-play.ts'

/** The first seeds at which a planted bug is looked for; far more than each has needed. */
const STORIES_A_BUG = 1000

/**
 * Random stories of one run on the conductor and both journals, and five planted bugs that such stories have to find. Throws with the
 * shortened story of a seed that breaks a law.
 */
export async function run({ long, seed, say }: FaultOptions): Promise<FaultResult> {
  const counts: [Medium, number][] = [
    ['memory', 1000],
    ['files', long ? 1000 : 100],
  ]
  const startedAt = performance.now()
  for (const [medium, count] of counts) {
    say(`schedules: ${count} stories on ${medium}, SEED=${seed}`)
    const broken = await playStories(seed, count, medium)
    if (broken) throw new Error(tell(broken))
  }
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  const found = long ? await findAll(BUGS, seed, say) : {}
  return {
    name: 'schedules',
    figures: {
      'stories in memory': counts[0]?.[1] ?? 0,
      'stories on files': counts[1]?.[1] ?? 0,
      'laws broken': 0,
      seconds,
      ...found,
    },
  }
}

/** Throws where a planted bug is not found. */
export async function findAll(
  bugs: Bug[],
  seed: number,
  say: (line: string) => void,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const bug of bugs) {
    const broken = await findBug(bug, seed, STORIES_A_BUG)
    if (!broken) throw new Error(`SEED=${seed}: "${bug.name}" was planted and not found`)
    say(`planted: ${bug.name}; ${tell(broken)}`)
    found[`planted: ${bug.name}`] =
      `found by story ${broken.seed - seed + 1}, told in ${broken.told.length} of ${broken.steps} steps`
  }
  return found
}
