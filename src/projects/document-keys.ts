/** The documents of a project, by their keys; a plan decides how many phases there are. */

const PHASE = /^phase-([1-9]\d{0,3})$/

/** Those that a person or the program writes, and those that a run writes. */
export const FIXED = ['brief', 'questions', 'design', 'review', 'plan'] as const

/** Written by hand at another document's step. */
const BESIDE = ['answers']

export const phaseKey = (number: number): string => `phase-${number}`

/** The number of the phase whose plan it is; nothing for another document. */
export function phaseOf(document: string): number | undefined {
  const number = PHASE.exec(document)?.[1]
  return number === undefined ? undefined : Number(number)
}

export const isDocument = (document: string): boolean =>
  FIXED.some((key) => key === document) || BESIDE.includes(document) || PHASE.test(document)

/** What a document is written from, in the order in which it is read. */
export function sourcesOf(document: string): string[] {
  if (document === 'questions' || document === 'design') return ['brief']
  if (document === 'review' || document === 'plan') return ['brief', 'design']
  return phaseOf(document) === undefined ? [] : ['design', 'plan']
}

/** What it is written from besides, where that is there. */
export function furtherSourcesOf(document: string): string[] {
  if (document === 'review') return ['answers', 'plan']
  return document === 'design' || document === 'plan' ? ['answers'] : []
}

/** As people call it. */
export function titleOf(document: string): string {
  const phase = phaseOf(document)
  if (phase !== undefined) return `Phase ${phase}`
  return document.replace(/^./, (letter) => letter.toUpperCase())
}
