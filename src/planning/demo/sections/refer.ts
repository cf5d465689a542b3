import type { Brief } from '../brief.ts'
import type { BriefRequirement } from '../requirement-writer.ts'
import { enumerate } from '../safe-text.ts'

/** Ids of at most `most` requirements that fit, as a phrase; empty where none does. */
export function idsWhere(brief: Brief, fits: (requirement: BriefRequirement) => boolean, most = 4): string {
  const ids = brief.requirements
    .filter((requirement) => !requirement.negative && fits(requirement))
    .map(({ id }) => id)
  return enumerate(ids.slice(0, most))
}

/** The same in parentheses, behind what serves them. */
export function cite(brief: Brief, fits: (requirement: BriefRequirement) => boolean, most = 4): string {
  const ids = idsWhere(brief, fits, most)
  return ids === '' ? '' : ` (${ids})`
}

export const isAboutMessages = ({ topic, action, text }: BriefRequirement) =>
  topic?.name === 'notifications' ||
  action === 'send' ||
  /mail|remind|notif|benachrichtig|erinner|rappel|recordatorio|通知|メール|알림|提醒/i.test(text)

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
  said: 'the main use',
  test: '',
  implied: false,
  negative: false,
}

export const isServed = ({ kind }: Brief) => kind === 'web' || kind === 'api'
export const isShown = ({ kind }: Brief) => ['web', 'mobile', 'desktop', 'extension'].includes(kind)
export const isPrivate = (brief: Brief) =>
  brief.traits.has.has('personal') || brief.traits.has.has('auth') || brief.traits.has.has('health')
export const runsOnServer = (brief: Brief) =>
  isServed(brief) || brief.kind === 'bot' || brief.traits.has.has('multiplayer')

/** Clients show keys instead of signing in. */
export const hasKeys = ({ requirements }: Brief) =>
  requirements.some(({ topic }) => topic?.name === 'keys of clients')
