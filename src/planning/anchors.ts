import type { Section } from './design.ts'
import { plainText } from './inline.ts'

/**
 * What a heading is linked by, as GitHub and most viewers make it: lower case, blanks as hyphens, punctuation gone. The
 * same name again gets -1, -2 …; give the same `used` for all headings of one text, in their order.
 */
export function anchorOf(title: string, used: Map<string, number>): string {
  const slug = plainText(title)
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-')
  const before = used.get(slug) ?? 0
  used.set(slug, before + 1)
  return before === 0 ? slug : `${slug}-${before}`
}

/** The anchors of a document's sections, one for each, in their order; none for what only stands for a heading. */
export function anchorsOf(sections: readonly Section[]): (string | undefined)[] {
  const used = new Map<string, number>()
  return sections.map(({ title, level }) => (level > 6 ? undefined : anchorOf(title, used)))
}
