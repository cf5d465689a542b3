import type { Fault, Rule } from '../rule.ts'
import { inBrief } from '../rule.ts'
import { quote } from '../said.ts'

const LINK = /(?<!\\)\[[^\][]{1,200}\]\(#([^\s()]{1,200})\)/g
const ANCHOR = /(?:id|name)=["']?([\w.:-]{1,200})/g

/** As GitHub and most other drawers of Markdown make it. */
const slug = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
/** Drawers differ in what they make of several signs in a row. */
const loose = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

export const deadAnchor: Rule = {
  id: 'dead-anchor',
  severity: 'warning',
  reason:
    'A link into the document that leads nowhere points at a section that was renamed or never written.',
  good: inBrief('# Shelf\n\nSee [lending](#lending-books).\n\n## Lending books\n\nA reader lends.'),
  bad: inBrief('# Shelf\n\nSee [lending](#lending-books).\n\n## Returning books\n\nA reader returns.'),
  *document({ text, statements }): Generator<Fault> {
    if (!text.includes('](#')) return
    const anchors = new Set<string>()
    for (const { kind, text: title } of statements) if (kind === 'heading') anchors.add(loose(slug(title)))
    for (const [, anchor = ''] of text.matchAll(ANCHOR)) anchors.add(loose(anchor))
    for (const statement of statements) {
      for (const [words, anchor = ''] of statement.text.matchAll(LINK)) {
        const name = loose(decoded(anchor))
        if (name === '' || anchors.has(name) || anchors.has(name.replace(/\d+$/, ''))) continue
        yield {
          start: statement.start,
          end: statement.end,
          words,
          message: `The link ${quote(`#${anchor}`)} leads to no heading of this document.`,
          suggestion: 'Name the heading that is meant.',
        }
      }
    }
  },
}

function decoded(anchor: string): string {
  try {
    return decodeURIComponent(anchor)
  } catch {
    return anchor
  }
}
