import { parsePlan } from '../plan.ts'
import type { PlanRequest } from '../plan-request.ts'
import { capital, enumerate, inline, shorten } from './safe-text.ts'
import { type Piece, readWork, type Work } from './work.ts'

/** Fewest and most phases, and most requirements that a phase takes on. */
const FEWEST = 3
const MOST = 15

interface Stretch {
  title: string
  goal: string
  pieces: Piece[]
}

/**
 * A development plan in the form of prompts/plan.v1.md, by rules alone: each requirement of the design is in one task,
 * with the check that the design's tests have for it. The same request gives the same text.
 */
export function writePlan(request: PlanRequest): string {
  const work = readWork(request.design, request.projectName)
  const stretches = layOut(work, request.phases)
  const head = [
    `# ${inline(request.projectName)}: development plan`,
    '## Approach',
    approachOf(work, stretches),
  ]
  return `${[...head, ...stretches.map((stretch, at) => writeStretch(stretch, at + 1))].join('\n\n')}\n`
}

/**
 * What is missing behind `kept`: to the byte the rest of what writePlan writes where `kept` is its beginning, else the
 * phases that `kept` has not begun.
 */
export function writeRestOfPlan(request: PlanRequest, kept: string): string {
  const whole = writePlan(request)
  if (whole.startsWith(kept)) return whole.slice(kept.length)
  const last = Math.max(0, ...parsePlan(kept).phases.map(({ number }) => number))
  const next = whole.indexOf(`## Phase ${last + 1}:`)
  const gap = kept.endsWith('\n') ? '\n' : '\n\n'
  return next < 0 ? '' : `${gap}${whole.slice(next)}`
}

/** The phases: the first goes through the whole once, the last makes it ready for others. */
function layOut(work: Work, wanted: number): Stretch[] {
  const { requirements } = work
  const most = Math.max(FEWEST, requirements.length)
  const count = Math.min(Math.max(FEWEST, Math.round(wanted) || FEWEST), MOST, most)
  const size = requirements.length / count
  return Array.from({ length: count }, (_, at) => {
    const own = requirements.slice(Math.round(at * size), Math.round((at + 1) * size))
    const ids = (own.length > 0 ? own : requirements.slice(0, 1)).map(({ id }) => id)
    const pieces = own.map((requirement): Piece => {
      const { id, text } = requirement
      return {
        text: `Build and test: ${inline(shorten(text.replace(/\s*\(implied\)\.?$/, ''), 140)).replace(/[.:;]$/, '')}`,
        requirements: [id],
        check: `${work.tool}: ${work.checkOf(id)}`,
        files: [work.fileOf(requirement), work.testOf(requirement)],
        follows: 1,
      }
    })
    if (at === 0) pieces.unshift(...foundation(work, ids))
    if (at === count - 1) pieces.push(...ending(work))
    else pieces.push(review(at + 1, ids))
    return { ...nameOf(work, own, at, count), pieces }
  })
}

function nameOf(work: Work, own: Work['requirements'], at: number, count: number): Omit<Stretch, 'pieces'> {
  const [first] = own
  const what = first ? inline(shorten(first.text.replace(/[;:(].*/s, '').trim(), 56)).replace(/\.$/, '') : ''
  if (at === 0)
    return {
      title: 'The thinnest way through',
      goal: `The whole is built, tested and started by one command each${what === '' ? '' : `, and its first use can be seen: ${what}`}.`,
    }
  if (at === count - 1)
    return {
      title: 'Ready for the first release',
      goal: `Somebody who was not there while it was built installs ${inline(work.name)} and uses it.`,
    }
  const ids = enumerate(own.map(({ id }) => id))
  return {
    title: capital(what === '' ? `Part ${at + 1}` : what),
    goal: `What ${ids || 'the design'} asks for can be used, and its tests pass${what === '' ? '' : `; first of all: ${what}`}.`,
  }
}

const foundation = (work: Work, ids: string[]): Piece[] => [
  {
    text: 'Lay out the project: folders, build, and one command that runs all tests',
    requirements: ids,
    check: `a fresh clone is built by one command, and ${work.tool} reports at least one passing test.`,
    files: ['README.md'],
    follows: 0,
  },
]

const review = (phase: number, ids: string[]): Piece => ({
  text: `Go through what phase ${phase} has brought as a user would, and mend what is found`,
  requirements: ids,
  check: `each check of phase ${phase} passes on a fresh clone, one after the other.`,
  files: ['README.md'],
  follows: 1,
})

function ending(work: Work): Piece[] {
  const ids = work.requirements.map(({ id }) => id)
  return [
    {
      text: 'Write down how it is installed, started, updated and removed, and try each line on a clean machine',
      requirements: ids.slice(0, 1),
      check: 'somebody who has not seen the project gets it to run within 15 minutes by README.md alone.',
      files: ['README.md'],
      follows: 1,
    },
    {
      text: 'Run the checks of all phases once more on the release that is handed out',
      requirements: ids,
      check: `${work.tool} passes on the release itself, and every requirement has a passing test.`,
      files: ['CHANGELOG.md'],
      follows: 1,
    },
  ]
}

function approachOf(work: Work, stretches: Stretch[]): string {
  const first =
    'The first phase goes through the whole once, as thinly as it can be done, so that each later one adds to something that runs.'
  const middle = `The ${work.requirements.length} requirements follow in the design’s order, in ${stretches.length} phases; each phase ends with a look at what it has brought.`
  return `${first} ${middle}`
}

function writeStretch({ title, goal, pieces }: Stretch, number: number): string {
  const ids = [...new Set(pieces.flatMap(({ requirements }) => requirements))]
  const facts = [
    `- **Goal**: ${goal}`,
    `- **Requirements**: ${ids.join(', ') || 'none'}`,
    `- **Depends on**: ${number === 1 ? 'none' : `Phase ${number - 1}`}`,
    `- **Estimate**: ${pieces.length} days`,
  ]
  const tasks = pieces.map((piece, at) => writePiece(piece, number, at + 1))
  return [`## Phase ${number}: ${title}`, facts.join('\n'), '### Tasks', tasks.join('\n')].join('\n\n')
}

function writePiece({ text, requirements, check, files, follows }: Piece, phase: number, at: number): string {
  const ids = requirements.length > 0 ? ` (${requirements.join(', ')})` : ''
  return [
    `- **T-${phase}.${at}**: ${text}.${ids}`,
    `  - Check: ${check}`,
    `  - Depends on: ${follows === 1 && at > 1 ? `T-${phase}.${at - 1}` : 'none'}`,
    `  - Files: ${files.map((file) => `\`${file}\``).join(', ')}`,
  ].join('\n')
}
