import { expect, test } from 'bun:test'
import { parser } from '../../src/markdown/parser.ts'
import { BLOCK_LIMIT, Renderer, TAIL_LIMIT } from '../../src/markdown/render.ts'
import { faults, visibleText } from './safe-html.ts'

const block = (source: string) => new Renderer().block(source)
const REL = 'rel="noopener nofollow ugc"'

const looks: [name: string, source: string, html: string][] = [
  ['headings stay headings, without an id', '## A & B ##', '<h2>A &amp; B</h2>\n'],
  [
    'a link says where it leads, and that nobody vouches for it',
    '[a](https://a.example/b "t")',
    `<p><a href="https://a.example/b" ${REL} title="t">a</a></p>\n`,
  ],
  [
    'an address is spelled as browsers spell it',
    '[a](HTTPS://bücher.example/ü?q=a&b)',
    `<p><a href="https://xn--bcher-kva.example/%C3%BC?q=a&amp;b" ${REL}>a</a></p>\n`,
  ],
  ['mail may be written', '<me@a.example>', `<p><a href="mailto:me@a.example" ${REL}>me@a.example</a></p>\n`],
  [
    'a picture is not loaded but a link',
    '![a *b*](https://a.example/p.png)',
    `<p><a href="https://a.example/p.png" ${REL} class="image">a b</a></p>\n`,
  ],
  [
    'a picture without a text shows its address',
    '![](https://a.example/p)',
    `<p><a href="https://a.example/p" ${REL} class="image">https://a.example/p</a></p>\n`,
  ],
  [
    'a picture in a link is the link’s text',
    '[![a](https://a.example/p)](https://b.example/)',
    `<p><a href="https://b.example/" ${REL}>a</a></p>\n`,
  ],
  [
    'code can be reached by keyboard and names its language',
    '```C++ x\na<b\n```',
    '<pre tabindex="0" role="group" aria-label="Code"><code class="language-c++">a&lt;b\n</code></pre>\n',
  ],
  [
    'a language is a name or nothing',
    '```"><b>\n```',
    '<pre tabindex="0" role="group" aria-label="Code"><code class="language-b"></code></pre>\n',
  ],
  [
    'a name of no language',
    '```日本 x\n```',
    '<pre tabindex="0" role="group" aria-label="Code"><code></code></pre>\n',
  ],
  [
    'a task is a drawn box',
    '- [ ] a\n- [x] b',
    '<ul>\n<li class="task">☐ a</li>\n<li class="task">☑ b</li>\n</ul>\n',
  ],
  ['numbers go on where they began', '7. a', '<ol start="7">\n<li>a</li>\n</ol>\n'],
  ['struck out', '~~a~~', '<p><s>a</s></p>\n'],
  ['raw HTML is text', '<div hx-get="/x">', '<p>&lt;div hx-get=&quot;/x&quot;&gt;</p>\n'],
  ['a definition draws as nothing', '[a]: https://a.example', ''],
]
for (const [name, source, html] of looks) test(name, () => expect(block(source)).toBe(html))

test('a table scrolls by keyboard, its columns aligned by classes', () => {
  expect(block('| a | b |\n|:-:|--:|\n| c |\n').replace(/\n/g, '')).toBe(
    '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table><thead><tr>' +
      '<th scope="col" class="align-center">a</th><th scope="col" class="align-right">b</th></tr></thead><tbody><tr>' +
      '<td class="align-center">c</td><td class="align-right"></td></tr></tbody></table></div>',
  )
})

test('a cell of a table’s head that says nothing is no head', () => {
  expect(block('|  | a |\n|--|:-:|\n| b | c |\n').replace(/\n/g, '')).toContain(
    '<thead><tr><td></td><th scope="col" class="align-center">a</th></tr></thead>',
  )
})

test('a table may break into a paragraph', () => {
  expect(block('a\n| b |\n|---|\n')).toMatch(/^<p>a<\/p>\n<div class="scroll"/)
})

test('a definition holds from its block on, the first of two', () => {
  const renderer = new Renderer()
  expect(renderer.block('[a]\n\n')).toBe('<p>[a]</p>\n')
  renderer.block('[a]: https://one.example\n')
  renderer.block('[A]: https://two.example\n')
  expect(renderer.block('[a]')).toContain('href="https://one.example/"')
})

test('a tail knows the definitions before it and leaves none behind', () => {
  const renderer = new Renderer()
  renderer.block('[a]: https://one.example\n')
  expect(renderer.tail('[a] [b]\n\n[b]: https://two.example')).toMatch(/one\.example.*two\.example/)
  expect(renderer.block('[b]')).toBe('<p>[b]</p>\n')
})

test('names of objects are no definitions', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
    expect(block(`[${name}] [x][${name}]`)).not.toContain('<a')
})

test('what is nested too deep is shown as it was written, nothing left out', () => {
  for (const text of [`${'>'.repeat(40)} deep\n`, `${'- '.repeat(40)}deep\n`])
    expect(visibleText(block(text))).toBe(`${text}\n`)
  expect(block('> '.repeat(15))).toStartWith('<blockquote>')
  expect(visibleText(block(`${'- '.repeat(9)}nine`)).trim()).toBe('nine')
})

test('a block longer than the limit is shown as it was written', () => {
  const text = `- <b>\r\n${'x'.repeat(BLOCK_LIMIT)}`
  expect(block(text)).toBe(
    `<pre class="plain" tabindex="0" role="group" aria-label="Text">- &lt;b&gt;\n${'x'.repeat(BLOCK_LIMIT)}</pre>\n`,
  )
})

test('a table does not become a thousand times its text', () => {
  const head = `${'|a'.repeat(800)}|\n${'|-'.repeat(800)}|\n`
  for (const text of [
    `${head}${'|\n'.repeat(2000)}`,
    `- x\n\n${`${head}${'|\n'.repeat(2000)}`.replace(/^/gm, '  ')}`,
  ]) {
    const html = block(text)
    expect(html).toStartWith('<pre class="plain"')
    expect(parser.parse(text, {}).length).toBeLessThan(1000)
    expect(visibleText(html)).toBe(`${text}\n`)
  }
  expect(block(`${head}${`${'|b'.repeat(800)}|\n`.repeat(3)}`)).toStartWith('<div class="scroll"')
})

test('marks do not become twenty times their text', () => {
  const item = `- ${'>'.repeat(17)}\n`
  expect(block(item)).toStartWith('<ul>')
  expect(block(item.repeat(500)).slice(0, 18)).toBe('<pre class="plain"')
})

test('of a tail longer than the limit its last lines are shown, whole characters', () => {
  const html = new Renderer().tail(`x${'😀'.repeat(TAIL_LIMIT)}y`)
  expect(html.length).toBeLessThan(5000)
  expect(html).toMatch(
    /^<pre class="plain" tabindex="0" role="group" aria-label="Text">…\n(?:😀)+y<\/pre>\n$/u,
  )
  expect(new Renderer().tail(`${'- item\n'.repeat(TAIL_LIMIT)}- last`)).toMatch(
    /…\n- item\n(?:- item\n)*- last<\/pre>\n$/,
  )
})

const marks = [
  '[',
  '![',
  '*',
  '_',
  '*a_',
  '`',
  '~',
  '<',
  '&',
  '\\',
  '>',
  '- ',
  '[a](',
  '[a]: b\n',
  '|',
  '# ',
  '"',
  '](',
]
test('long runs of marks come through, whole and as a tail', () => {
  for (const mark of marks) {
    const text = mark.repeat(Math.floor(12_000 / mark.length))
    for (const html of [block(text), new Renderer().tail(text)]) expect(faults(html)).toEqual([])
  }
})
