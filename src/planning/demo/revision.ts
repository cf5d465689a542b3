import { type Change, readChanges } from '../changes.ts'
import { plainText } from '../inline.ts'
import { definitionIn } from '../requirement-id.ts'
import type { RevisionRequest } from '../revision-request.ts'
import { mend } from './corrections.ts'
import { inline, shorten } from './safe-text.ts'

/**
 * One section anew, by rules alone: where it uses the words of what has changed, it uses the new ones; a requirement that has
 * come in gets a task; what a finding says is mended where it can be. What nothing is known of stays to the letter.
 */
export function writeRevision({ text, changes, document, keep, reasons }: RevisionRequest): string {
  const known = readChanges(changes)
  const replaced = mend(
    known.reduce((section, change) => replaceIn(section, change), text),
    reasons,
  )
  const added = known.flatMap(({ what, was, is }) => {
    const id = /^([A-Z]{1,3}-[\d.]+) of /.exec(what)?.[1]
    return was === undefined && is !== undefined && id !== undefined ? [{ id, said: statementOf(is) }] : []
  })
  const whole =
    document === 'plan'
      ? added.reduce((section, { id, said }) => addTask(section, id, said, keep), replaced)
      : replaced
  return `${whole.trimEnd()}\n`
}

/** What is missing behind `kept`, where that is a beginning of it. */
export function writeRestOfRevision(request: RevisionRequest, kept: string): string {
  const whole = writeRevision(request)
  return whole.startsWith(kept) ? whole.slice(kept.length) : ''
}

/** Shorter words are found everywhere. */
const LEAST = 12

function replaceIn(section: string, { was, is }: Change): string {
  if (was === undefined || is === undefined) return section
  const before = wordings(was)
  const after = wordings(is)
  for (const [index, old] of before.entries()) {
    const put = after[index] ?? after[0] ?? ''
    if (old.length >= LEAST && section.includes(old)) return section.replaceAll(old, () => put)
  }
  return section
}

/** A requirement or a task in the ways in which plans repeat it, the longest first; the same place means the same way. */
function wordings(text: string): string[] {
  const said = statementOf(text)
  const clause = said.replace(/[;:(].*/s, '').trim()
  const all = [
    said,
    shorten(said, 160),
    shorten(said, 140),
    shorten(said, 120),
    shorten(said, 90),
    clause,
    shorten(clause, 56),
  ]
  return all.map((wording) => wording.replace(/[.:;]$/, ''))
}

function statementOf(text: string): string {
  const [line = ''] = text.split('\n')
  const item = line.replace(/^\s*(?:[-*+]|\d+[.)]|\|)\s*/, '')
  const stated = definitionIn(item)?.rest ?? item.replace(/^\**T-\d+(?:\.\d+)*\**:?\**\s*/, '')
  return plainText(stated)
    .replace(/\s*\|\s*$/, '')
    .replace(/\s*\((?:implied|[A-Z]{1,3}-\d[^()]*)\)\.?$/, '')
    .trim()
}

/** Behind the last task of a phase, in its form. */
function addTask(section: string, id: string, said: string, keep: string): string {
  const ids = [...keep.split(' '), ...[...section.matchAll(/\bT-\d+\.\d+/g)].map(([task]) => task)]
  const phase = /T-(\d+)\./.exec(ids.join(' '))?.[1]
  if (phase === undefined) return section
  const numbers = ids.flatMap((task) => (task.startsWith(`T-${phase}.`) ? Number(task.split('.')[1]) : []))
  const last = Math.max(0, ...numbers)
  const task = [
    `- **T-${phase}.${last + 1}**: Build and test: ${inline(shorten(said, 140)).replace(/[.:;]$/, '')}. (${id})`,
    `  - Check: a test named after ${id} passes.`,
    `  - Depends on: ${last > 0 ? `T-${phase}.${last}` : 'none'}`,
    '  - Files: `README.md`',
  ].join('\n')
  const listed = section.replace(/^(- \*\*Requirements\*\*: .*)$/m, (line) =>
    line.includes(id) ? line : `${line}, ${id}`,
  )
  return `${listed.trimEnd()}\n${task}\n`
}
