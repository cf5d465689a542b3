import { fileOf } from '../bundle-files.ts'
import type { ExportFile } from '../export.ts'
import { inMarkdown } from './escape.ts'
import type { ExportProject, Work } from './project.ts'

const ORDER = ['brief', 'questions', 'answers', 'design', 'plan']
const rankOf = (key: string): number => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length)

/** The documents to the byte, below a folder (with `/` at its end): what a target has no place for is read there. */
export function sources({ texts }: ExportProject, folder: string): ExportFile[] {
  return [...texts]
    .sort(
      ([one], [other]) => rankOf(one) - rankOf(other) || one.localeCompare(other, 'en', { numeric: true }),
    )
    .map(([key, text]) => ({ path: `${folder}${fileOf(key)}`, text }))
}

/** What the project is built with, as its owner wishes; lines of a list. */
export function wishes({ wishes: { languages, frameworks, apis } }: ExportProject): string[] {
  const lists = { Languages: languages, Frameworks: frameworks, 'Foreign APIs': apis }
  return Object.entries(lists)
    .filter(([, list]) => list.length > 0)
    .map(([name, list]) => `- **${name}**: ${list.map(inMarkdown).join(', ')}`)
}

/** "R-1, R-4" of what a task serves; the ids it names where the design has none of them. */
export function served({ needs, requirements }: Work): string {
  const known = needs.map(({ id }) => id)
  return [...known, ...requirements.filter((id) => !known.some((one) => isWithin(one, id)))].join(', ')
}

/** R-3 named for, or the other way, is the same; so is the second of two R-3. */
const isWithin = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`) || one.startsWith(`${other} (`)

/** What became of a task, as a sentence; empty while it is open. */
export function outcome({ state, note }: Work): string {
  if (state === 'open') return ''
  const word = state === 'done' ? 'Done' : 'Blocked'
  return note ? `${word}: ${inMarkdown(note)}` : `${word}.`
}

export const isDone = ({ state }: Work): boolean => state === 'done'

/** `[x]` or `[ ]` */
export const box = (task: Work): string => (isDone(task) ? '[x]' : '[ ]')

/** A file's name as code. */
export function inCode(name: string): string {
  const text = name.replace(/\s+/gu, ' ').trim()
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}
