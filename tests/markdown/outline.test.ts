import { describe, expect, test } from 'bun:test'
import { drawAtRest } from '../../src/markdown/at-rest.ts'
import { belowTitle, lowered } from '../../src/markdown/outline.ts'

const TEXT = '# One\n\n## Two\n\n###### Six\n\nAs in `<h1>` or <h1 class="x">this</h1>.\n'

describe('headings of a document that is part of a page', () => {
  test('are lowered as elements, the sixth level at most', () => {
    const html = lowered(drawAtRest(TEXT), 3)
    expect(html.match(/<\/?h\d[^>]*>/g)?.map((tag) => tag.replace(/ .*>/, '>'))).toEqual([
      '<h4>',
      '</h4>',
      '<h5>',
      '</h5>',
      '<h6>',
      '</h6>',
    ])
  })

  test('or only for whoever hears them, one level below the page’s own name', () => {
    const html = belowTitle(drawAtRest(TEXT))
    expect(html.match(/<h\d aria-level="\d"/g)).toEqual([
      '<h1 aria-level="2"',
      '<h2 aria-level="3"',
      '<h6 aria-level="6"',
    ])
  })

  test('leave what only looks like one in the text as it was written', () => {
    const written = (html: string) => html.replace(/<[^>]+>/g, '')
    expect(written(lowered(drawAtRest(TEXT), 3))).toBe(written(drawAtRest(TEXT)))
    expect(lowered(drawAtRest(TEXT), 3)).toContain('&lt;h1&gt;')
  })
})
