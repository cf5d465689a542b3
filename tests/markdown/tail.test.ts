import { expect, test } from 'bun:test'
import { Blocks } from '../../src/markdown/blocks.ts'
import { Renderer } from '../../src/markdown/render.ts'

const tail = (source: string) => new Renderer().tail(source)

const drawn: [name: string, source: string, html: string][] = [
  ['bold text before its end', 'a **b', '<p>a <strong>b</strong></p>\n'],
  ['bold text with half its end', 'a **b*', '<p>a <strong>b</strong></p>\n'],
  ['bold and slanted', '***b', '<p><em><strong>b</strong></em></p>\n'],
  ['struck out', '~~b', '<p><s>b</s></p>\n'],
  ['code before its end', 'a `b*c', '<p>a <code>b*c</code></p>\n'],
  ['code in bold text', '**a `b', '<p><strong>a <code>b</code></strong></p>\n'],
  ['marks that have nothing behind them yet', 'a **', '<p>a</p>\n'],
  ['marks that are none', '2 * 3 a_b', '<p>2 * 3 a_b</p>\n'],
  ['bold text in an item', '- a\n- **b', '<ul>\n<li>a</li>\n<li><strong>b</strong></li>\n</ul>\n'],
  ['a link while its address comes', 'see [the docs](https://exam', '<p>see the docs</p>\n'],
  ['a picture while its address comes', '![plan](https://exam', '<p>plan</p>\n'],
  [
    'an open code block',
    '```ts\nlet a = **b',
    '<pre tabindex="0" role="group" aria-label="Code"><code class="language-ts">let a = **b</code></pre>\n',
  ],
  [
    'a code block whose fence comes',
    '```ts\na\n``',
    '<pre tabindex="0" role="group" aria-label="Code"><code class="language-ts">a\n</code></pre>\n',
  ],
  ['no heading by the first mark of an item', 'Parts:\n-', '<p>Parts:</p>\n'],
  ['no rule, item or fence by its first mark', '*', ''],
  ['a delimiter row that comes', 'x\n\n| a |\n|-', '<p>x</p>\n<p>| a |</p>\n'],
  ['a paragraph that is whole', 'a **b\n\n', '<p>a **b</p>\n'],
  ['marks of an earlier paragraph', 'a **b\n\nc', '<p>a **b</p>\n<p>c</p>\n'],
  ['nothing', '', ''],
]
for (const [name, source, html] of drawn)
  test(`an open tail shows ${name}`, () => {
    expect(tail(source)).toBe(html)
  })

test('an open tail shows a cell of a row that comes', () => {
  expect(tail('| a | b |\n|---|---|\n| **c')).toContain('<td><strong>c</strong></td>')
})

test('an open tail never shows a heading that is none, nor marks that will be taken away', () => {
  const text =
    'One **bold** and `code`:\n- item [link](https://a.example) done\n- **b**: ~~c~~ _d_\n\n| a | b |\n|---|---|\n| *c* | d |\n'
  for (let length = 1; length <= text.length; length += 1) {
    const html = tail(text.slice(0, length))
    expect(html).not.toContain('<h')
    expect(html.replace(/<[^>]*>/g, '')).not.toMatch(/[*`~]|\]\(|^-/m)
  }
})

test('when everything has come, the tail looks as its blocks will', () => {
  const text = '# a\n\n- b **c**\n- d\n\n> e\n\n```\nf\n```\n\n| g |\n|---|\n| h |\n'
  const blocks = new Blocks()
  const renderer = new Renderer()
  const whole = [...blocks.push(text), ...blocks.end()].map(({ source }) => renderer.block(source)).join('')
  expect(tail(text)).toBe(whole)
})
