import { expect, test } from 'bun:test'
import { Blocks } from '../../src/markdown/blocks.ts'
import { parser } from '../../src/markdown/parser.ts'
import { Renderer } from '../../src/markdown/render.ts'
import { between, pick, printedSeed, seeded } from '../support/random.ts'
import { randomMarkdown } from './random-markdown.ts'
import { faults, visibleText } from './safe-html.ts'
import { shownAsTheyStand, vectors } from './vectors.ts'

const seed = printedSeed('markdown/hostile')

const unsafe = [
  ...[
    '<script>x</script>',
    '<img src=x>',
    '<p onclick=x>x</p>',
    '<p hx-get="/x">x</p>',
    '<p style="x">x</p>',
    '<p id="a">x</p>',
  ],
  ...[
    '<a href="javascript:x" rel="noopener nofollow ugc">x</a>',
    '<a href="jav&#x61;script:x" rel="noopener nofollow ugc">x</a>',
  ],
  ...[
    '<a href="/x" rel="noopener nofollow ugc">x</a>',
    '<a href="#x" rel="noopener nofollow ugc">x</a>',
    '<a href="https://a.b">x</a>',
  ],
  ...[
    '<a rel="noopener nofollow ugc">x</a>',
    '<a href="https://u@a.b" rel="noopener nofollow ugc">x</a>',
    '<a href="//a.b" rel="noopener nofollow ugc">x</a>',
  ],
  ...[
    '<code class="language-x y">x</code>',
    '<code class="x">x</code>',
    '<ol start="-1"></ol>',
    '<div role="alert"></div>',
    '<svg/>',
    '<input>',
  ],
  ...['<!-- x -->', '<!doctype html>', '<p>x', '</p>', '<p><em>x</p></em>', '<hx-partial></hx-partial>'],
  '<a href="https://a.b" rel="noopener nofollow ugc"><a href="https://a.b" rel="noopener nofollow ugc">x</a></a>',
]
test('the detector detects', () => {
  expect(unsafe.filter((html) => faults(html).length === 0)).toEqual([])
  expect(
    faults(
      '<p>a <a href="https://a.b/c?d=e&amp;f" rel="noopener nofollow ugc" title="t">x</a><br>&lt;b&gt;</p>',
    ),
  ).toEqual([])
})

/** What HTML a text becomes: whole, block by block, and as a tail that has come as far as anywhere. */
function* drawings(text: string, random: () => number): Generator<string> {
  yield new Renderer().block(text)
  const renderer = new Renderer()
  const blocks = new Blocks()
  for (const { source } of [...blocks.push(text), ...blocks.end()]) yield renderer.block(source)
  for (const length of [text.length, between(random, 1, text.length), between(random, 1, text.length)])
    yield new Renderer().tail(text.slice(0, length))
}

test('no hostile text gets out anything but what is allowed', () => {
  expect(vectors.length).toBeGreaterThan(300)
  const random = seeded(seed)
  const seen = new Set<string>()
  for (const vector of vectors)
    for (const html of drawings(vector, random)) {
      if (seen.has(html)) continue
      seen.add(html)
      expect(faults(html), `SEED=${seed} ${JSON.stringify({ vector, html })}`).toEqual([])
    }
})

test('nor do hostile texts in random pieces', () => {
  const random = seeded(seed)
  for (let round = 0; round < 1000; round += 1) {
    let text = ''
    for (let count = between(random, 1, 4); count > 0; count -= 1) {
      const vector = pick(random, vectors)
      text +=
        vector.slice(between(random, 0, vector.length - 1)) + (random() < 0.5 ? randomMarkdown(random) : '')
    }
    const html = random() < 0.5 ? new Renderer().block(text) : new Renderer().tail(text)
    expect(faults(html), `SEED=${seed} ${JSON.stringify({ text, html })}`).toEqual([])
  }
})

test('raw HTML is shown as it was written', () => {
  expect(shownAsTheyStand.length).toBeGreaterThan(50)
  for (const html of shownAsTheyStand)
    expect(visibleText(new Renderer().block(`a ${html} b`))).toBe(`a ${html} b\n`)
})

test('a refused address leaves the text of its link', () => {
  const text =
    '[one](javascript:alert(1)) [two](#part) ![three](data:image/png;base64,x) [*four*](/logout) <tel:5>'
  expect(new Renderer().block(text)).toBe('<p>one two three <em>four</em> tel:5</p>\n')
})

test('an attribute that nobody allowed is not written, even if a rule should set one', () => {
  const attrs: [string, string][] = [
    ['hx-get', '/x'],
    ['class', 'task'],
    ['style', 'x'],
    ['onclick', 'x'],
    ['id', 'x'],
  ]
  expect(parser.renderer.renderAttrs({ attrs })).toBe(' class="task"')
})
