import { describe, expect, test } from 'bun:test'
import { changedWords } from '../../src/planning/changed-words.ts'
import {
  alikeSection,
  type EditedSection,
  editableText,
  sameSection,
  withSection,
} from '../../src/planning/section-edit.ts'
import { sectionsOf } from '../../src/projects/section-edits.ts'
import { DESIGN, PLAN } from '../support/planned-project.ts'

const TEXT = '# Shelf\n\nA shop.\n\n## Goals\n\n- Sell.\n\n### Later\n\nMore.\n\n\n## Risks\n\nNone.\n'
const at = (text: string, number: number): EditedSection => {
  const section = sectionsOf(text).sections.find((each) => each.number === number)
  if (!section) throw new Error(`there is no section ${number}`)
  return section
}
const words = (text: string) =>
  sectionsOf(text).sections.map((section) => [section.title, editableText(text, section)])

describe('a section of a document', () => {
  test('is its heading with all below it; the title has what stands before the first part', () => {
    expect(words(TEXT)).toEqual([
      ['Shelf', '# Shelf\n\nA shop.'],
      ['Goals', '## Goals\n\n- Sell.\n\n### Later\n\nMore.'],
      ['Later', '### Later\n\nMore.'],
      ['Risks', '## Risks\n\nNone.'],
    ])
  })

  test('reaches to the end where no other follows, and parts of one level stand beside each other', () => {
    expect(words('# A\n\na\n\n# B\n\nb')).toEqual([
      ['A', '# A\n\na'],
      ['B', '# B\n\nb'],
    ])
  })

  test('is none where a heading is code or a quotation', () => {
    expect(words('```\n# a\n```\n\n> # b\n\n# C\n')).toEqual([['C', '# C']])
  })

  test('left as it is changes nothing, to the byte, in whatever line ends it comes back', () => {
    for (const text of [
      TEXT,
      DESIGN,
      PLAN,
      TEXT.replaceAll('\n', '\r\n'),
      '# A\r\nb\n\n\n# C',
      '# A  \n\n\tb \n',
    ])
      for (const section of sectionsOf(text).sections) {
        const typed = editableText(text, section)
        expect(withSection(text, section, typed)).toBe(text)
        expect(withSection(text, section, `${typed.replaceAll('\n', '\r\n')}\r\n`)).toBe(text)
      }
  })

  test('changes nothing around it', () => {
    const risks = at(TEXT, 4)
    expect(withSection(TEXT, risks, '## Risks\n\n- Fire.\n\n')).toBe(TEXT.replace('None.', '- Fire.'))
    const goals = at(TEXT, 2)
    expect(withSection(TEXT, goals, '## Aims\n')).toBe(
      '# Shelf\n\nA shop.\n\n## Aims\n\n\n## Risks\n\nNone.\n',
    )
    expect(withSection(TEXT, goals, ' \n')).toBe('# Shelf\n\nA shop.\n\n## Risks\n\nNone.\n')
  })

  test('keeps the line ends of the text that it is part of', () => {
    const text = '# A\r\n\r\na\r\n\r\n# B\r\n'
    expect(withSection(text, at(text, 1), '# A\n\nb\nc\n')).toBe('# A\r\n\r\nb\r\nc\r\n\r\n# B\r\n')
  })

  test('is found again in another version by its words, else by its heading; of several, the one in its place', () => {
    const before = sectionsOf('# A\n\na\n\n# B\n\n# A\n\na\n\n')
    const [first, , third] = before.sections as [EditedSection, EditedSection, EditedSection]
    const after = sectionsOf('# N\n\n# A\n\na\n\n# B\n\nb\n\n# A\n\na\n\n')
    expect(sameSection(before, first, after)?.number).toBe(2)
    expect(sameSection(before, third, after)?.number).toBe(4)
    const changed = sectionsOf('# A\n\nx\n\n# B\n\n# A\n\ny\n\n')
    expect(sameSection(before, third, changed)).toBeUndefined()
    expect(alikeSection(before, third, changed)?.number).toBe(3)
  })
})

describe('what a version has changed is told in a few words', () => {
  test.each([
    [TEXT, TEXT, 'the same text'],
    [TEXT, TEXT.replace('None.', 'Fire.'), 'changed: Risks'],
    [
      TEXT,
      TEXT.replace('A shop.', 'X').replace('Sell', 'Buy').replace('More', 'Less').replace('None', 'One'),
      'changed: Shelf, Goals, Later and 1 more',
    ],
    [TEXT, `${TEXT}\n## Data\n`, 'changed: Risks; new: Data'],
    [TEXT, TEXT.slice(0, TEXT.indexOf('## Risks')), 'gone: Risks'],
    ['One.\nTwo.', 'One.\nThree.\nFour.', '2 lines new, 1 gone'],
  ])('%#', (before, after, words) => {
    expect(changedWords(before, after)).toBe(words)
  })
})
