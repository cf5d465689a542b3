import { plainText, shorten } from '../inline.ts'
import type { Passage } from '../passages.ts'
import { isPhasesTitle } from './known-sections.ts'
import type { Stray } from './stray-tasks.ts'
import type { PlanText } from './text.ts'

/** What stands outside all phases in no part that is known: quotes with their lines, in the text's order. */
export function unreadOutside(
  { passages, title }: PlanText,
  outside: Passage[],
  stray: Stray[],
  isKnown: (title: string) => boolean,
): string[] {
  const found: string[] = []
  const tasks = stray.map((one) => one.task).sort((a, b) => a.start - b.start)
  const top =
    title === undefined
      ? undefined
      : passages.find(({ kind, text }) => kind === 'heading' && text.startsWith(title))
  let task = 0
  /** Level of the known heading that is open. */
  let known: number | undefined
  /** The heading that stands for all that is below it. */
  let unknown: Passage | undefined
  let said = false
  let underTitle = false
  for (const passage of outside) {
    const { kind, level, text, line, start } = passage
    if (kind === 'heading') {
      // Below the title anything may be said; any other heading begins something of its own.
      const within = known !== undefined && level > known && !underTitle
      underTitle = passage === top
      if (!within) known = underTitle || isKnown(text) || isPhasesTitle(text) ? level : undefined
      unknown = known === undefined ? passage : undefined
      said = false
      continue
    }
    while ((tasks[task]?.end ?? Number.POSITIVE_INFINITY) < start) task += 1
    if (known !== undefined || said || (tasks[task]?.start ?? Number.POSITIVE_INFINITY) <= start) continue
    const head = unknown ?? passage
    found.push(`“${shorten(plainText(head.text), 60)}” in line ${unknown ? head.line : line}`)
    said = unknown !== undefined
  }
  return found
}
