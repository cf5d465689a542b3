import { shorten } from './inline.ts'
import { outline } from './outline.ts'

/** Names of sections that are told; more are counted. */
const NAMED = 3
const NAME_LENGTH = 40

/** In a few words, what one text has changed of the one before. Linear. */
export function changedWords(before: string, after: string): string {
  if (before === after) return 'the same text'
  const [was, is] = [bySection(before), bySection(after)]
  const changed = [...is].filter(([key, text]) => was.has(key) && was.get(key) !== text)
  const words = [
    named('changed', changed),
    named(
      'new',
      [...is].filter(([key]) => !was.has(key)),
    ),
    named(
      'gone',
      [...was].filter(([key]) => !is.has(key)),
    ),
  ].filter((each) => each !== '')
  if (words.length > 0 && (was.size > 1 || is.size > 1)) return words.join('; ')
  return `${linesBeyond(after, before)} lines new, ${linesBeyond(before, after)} gone`
}

const named = (word: string, sections: [key: string, text: string][]): string => {
  if (sections.length === 0) return ''
  const names = sections.slice(0, NAMED).map(([key]) => shorten(key.replace(/\n\d+$/, ''), NAME_LENGTH))
  const more = sections.length - names.length
  return `${word}: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** What stands below each heading, up to the next one; what stands before the first by an own name. */
function bySection(text: string): Map<string, string> {
  const { headings } = outline(text)
  const sections = new Map<string, string>()
  const seen = new Map<string, number>()
  const lead = text.slice(0, headings[0]?.start ?? text.length)
  if (lead.trim() !== '') sections.set('the beginning', lead)
  for (const [at, { title, start }] of headings.entries()) {
    const count = (seen.get(title) ?? 0) + 1
    seen.set(title, count)
    sections.set(count === 1 ? title : `${title}\n${count}`, text.slice(start, headings[at + 1]?.start))
  }
  return sections
}

/** Lines of the one text that the other has not, or has less often. */
function linesBeyond(text: string, other: string): number {
  const counts = new Map<string, number>()
  for (const line of other.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1)
  return text.split('\n').filter((line) => {
    const left = counts.get(line) ?? 0
    counts.set(line, left - 1)
    return left <= 0 && line.trim() !== ''
  }).length
}
