/** What has changed in what a section stands on: as it was, and as it is. */
export interface Change {
  /** `R-4 of the design` */
  what: string
  /** Absent where it is new. */
  was?: string
  /** Absent where it is gone. */
  is?: string
}

const WAS = 'It was:'
const IS = 'It is now:'
const NEW = 'It is new.'
const GONE = 'It is gone.'

/** As material for a prompt. */
export function writeChanges(changes: readonly Change[]): string {
  return changes
    .map(({ what, was, is }) =>
      [
        `[${what}]`,
        ...(was === undefined ? [NEW] : [WAS, was]),
        ...(is === undefined ? [GONE] : [IS, is]),
      ].join('\n'),
    )
    .join('\n\n')
}

/** The changes that `writeChanges` wrote; those that it cannot tell apart are left out. */
export function readChanges(text: string): Change[] {
  const found: Change[] = []
  for (const piece of text.split(/\n\n(?=\[[^\n]+\]\n(?:It was:|It is new\.)\n)/)) {
    const [, what, rest = ''] = /^\[([^\n]+)\]\n(.*)$/s.exec(piece) ?? []
    if (what === undefined) continue
    const change: Change = { what }
    const [before = '', after] = rest.split(`\n${IS}\n`)
    if (before.startsWith(`${WAS}\n`)) change.was = before.slice(WAS.length + 1).replace(`\n${GONE}`, '')
    if (after !== undefined) change.is = after
    found.push(change)
  }
  return found
}
