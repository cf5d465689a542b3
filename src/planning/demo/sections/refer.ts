import type { Brief, BriefRequirement } from '../brief.ts'
import { enumerate } from '../safe-text.ts'

/** Ids of at most `most` requirements that fit, as a phrase; the first requirement where none does. */
export function idsWhere(brief: Brief, fits: (requirement: BriefRequirement) => boolean, most = 4): string {
  const ids = brief.requirements
    .filter((requirement) => !requirement.negative && fits(requirement))
    .map(({ id }) => id)
  const few = ids.slice(0, most)
  return few.length > 0 ? enumerate(few) : (brief.requirements[0]?.id ?? 'R-1')
}

/** The use that the rest of the document follows: the first that does something. */
export function mainUse(brief: Brief): BriefRequirement {
  const { requirements } = brief
  const acts = (requirement: BriefRequirement) =>
    !requirement.implied &&
    !requirement.negative &&
    requirement.action !== undefined &&
    requirement.topic === undefined
  return requirements.find(acts) ?? requirements[0] ?? NOTHING
}

const NOTHING: BriefRequirement = {
  id: 'R-1',
  text: 'the main use',
  test: '',
  implied: false,
  negative: false,
}

export const isServed = ({ kind }: Brief) => kind === 'web' || kind === 'api'
export const isShown = ({ kind }: Brief) => ['web', 'mobile', 'desktop', 'extension'].includes(kind)
export const isPrivate = (brief: Brief) =>
  brief.traits.has.has('personal') || brief.traits.has.has('auth') || brief.traits.has.has('health')
/** People sign in; a command-line tool or a library has its caller's rights. */
export const signsIn = (brief: Brief) =>
  brief.traits.has.has('auth') ||
  (isServed(brief) &&
    !brief.traits.denied.has('auth') &&
    (brief.traits.has.has('payments') || brief.traits.has.has('teams') || brief.traits.has.has('roles')))
export const runsOnServer = (brief: Brief) =>
  isServed(brief) || brief.kind === 'bot' || brief.traits.has.has('multiplayer')
