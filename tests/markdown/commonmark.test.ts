import { expect, test } from 'bun:test'
import { tests } from 'commonmark-spec'
import { type Block, Blocks } from '../../src/markdown/blocks.ts'
import { Renderer } from '../../src/markdown/render.ts'
import { printedSeed, seeded } from '../support/random.ts'
import { randomMarkdown, randomPieces } from './random-markdown.ts'

/** The specification writes an arrow for a tab. */
const examples = tests.map(({ markdown, html, number, section }) => ({
  markdown: markdown.replaceAll('\u2192', '\t'),
  html: html.replaceAll('\u2192', '\t'),
  number,
  section,
}))

const seed = printedSeed('markdown/commonmark')

/** Examples of CommonMark 0.31.2 with a link before its definition: here a definition holds from where it stands. */
const DEFINED_LATER = [
  23, 33, 203, 204, 214, 218, 527, 528, 529, 530, 531, 532, 533, 534, 535, 536, 539, 540, 542, 543, 549, 553,
  554, 555, 556, 557, 558, 559, 560, 561, 562, 565, 566, 568, 569, 570, 571, 573, 576, 577, 582, 583, 584,
  585, 586, 587, 588, 589, 591, 593,
]

function blocksOf(pieces: string[]): Block[] {
  const blocks = new Blocks()
  return [...pieces.flatMap((piece) => blocks.push(piece)), ...blocks.end()]
}

function drawn(pieces: string[], renderer = new Renderer()): string {
  return blocksOf(pieces)
    .map(({ source }) => renderer.block(source))
    .join('')
}

/** A renderer that has seen all definitions of a text. */
function knowing(text: string): Renderer {
  const renderer = new Renderer()
  renderer.block(text)
  return renderer
}

/** Of the specification's addresses, which are relative, links are made that are drawn. */
const texts = ({ markdown }: { markdown: string }) => {
  const text = markdown.replaceAll('/url', 'https://url.example/')
  return [text, text.trimEnd(), text.replaceAll('\n', '\r\n')]
}

test('every example of CommonMark, cut anywhere, is drawn block by block as it is drawn whole', () => {
  const random = seeded(seed)
  expect(examples.length).toBe(652)
  for (const example of examples)
    for (const text of texts(example))
      for (const pieces of [[text], [...text], randomPieces(random, text)])
        expect(drawn(pieces, knowing(text)), `example ${example.number}`).toBe(new Renderer().block(text))
})

test('the only other difference is that a definition holds from where it stands', () => {
  const differ = examples.filter((example) =>
    texts(example).some((text) => drawn([text]) !== new Renderer().block(text)),
  )
  expect(differ.map(({ number }) => number)).toEqual(DEFINED_LATER)
})

test('random texts are drawn block by block as they are drawn whole', () => {
  const random = seeded(seed)
  for (let round = 0; round < 3000; round += 1) {
    const text = randomMarkdown(random)
    const pieces = randomPieces(random, text)
    expect(drawn(pieces, knowing(text)), `SEED=${seed}, ${JSON.stringify(text)}`).toBe(
      knowing(text).block(text),
    )
  }
})

test('what is drawn is what CommonMark says, links and raw HTML aside', () => {
  const others = examples.filter(
    ({ html, section }) => !/<(?:a|img)[ >]/.test(html) && !/HTML|Link reference/.test(section),
  )
  const differ = others.filter(({ markdown, html }) => {
    const ours = new Renderer()
      .block(markdown)
      .replaceAll(' tabindex="0" role="group" aria-label="Code"', '')
      // The colours of code.
      .replaceAll(/<span class="t-[a-z]+">|<\/span>/g, '')
    return ours.replace(/<(br|hr)>/g, '<$1 />') !== html
  })
  expect(others.length).toBe(439)
  // Languages' names are cleaned (34, 144), an empty quote has no line in it (239, 240), the others hold raw HTML.
  expect(differ.map(({ number }) => number)).toEqual([34, 144, 239, 240, 308, 309, 491, 494, 524, 536])
})
