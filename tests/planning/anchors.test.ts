import { expect, test } from 'bun:test'
import GithubSlugger from 'github-slugger'
import { anchorOf, anchorsOf } from '../../src/planning/anchors.ts'
import { parseDesign } from '../../src/planning/design.ts'
import { forSeeds } from './random-text.ts'

test.each([
  ['Risks and mitigations', 'risks-and-mitigations'],
  ['T-2.1: Build & test — it all', 't-21-build--test--it-all'],
  ['`src/store.ts` and **bold**', 'srcstorets-and-bold'],
  ['要件 と設計', '要件-と設計'],
  ['Größe_1', 'größe_1'],
])('the heading “%s” is linked as #%s', (title, anchor) => {
  expect(anchorOf(title, new Map())).toBe(anchor)
})

test('headings of one name are told apart, as GitHub does', () => {
  const { sections } = parseDesign('# A\n\n## Same\n\n### Same\n\n## Other\n\n## Same\n')
  expect(anchorsOf(sections)).toEqual(['a', 'same', 'same-1', 'other', 'same-2'])
})

test('any heading is linked as GitHub’s own rule has it', async () => {
  const pieces = [...'aZ9 -_.,:;()[]!?&/+=\'"–—…', 'é', 'ß', '植物', 'が', '한', '🌱', 'Ω', '¹', '½', 'İ']
  await forSeeds(500, (random) => {
    const used = new Map<string, number>()
    const slugger = new GithubSlugger()
    for (let heading = 0; heading < 4; heading += 1) {
      const length = 1 + Math.floor(random() * 12)
      const text = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)])
        .join('')
        .trim()
      // What a heading shows is its text without marks; those are inline.ts's.
      if (/[_[\]]/.test(text)) continue
      expect([text, anchorOf(text, used)]).toEqual([text, slugger.slug(text)])
    }
  })
})
