import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CODE_LIMIT, coloured, LINE_LIMIT } from '../../src/markdown/colours.ts'
import { languages } from '../../src/markdown/languages.ts'
import { Renderer } from '../../src/markdown/render.ts'
import { pick, printedSeed, seeded } from '../support/random.ts'
import { faults, visibleText } from './safe-html.ts'
import { vectors } from './vectors.ts'

const seed = printedSeed('markdown/colours')

const fence = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\`\n`

/** A line of each language that people ask for, with a piece of it and what that is. */
const SAMPLES: [language: string, code: string, name: string, piece: string][] = [
  ['ts', 'interface Plant { name: string }', 't-key', 'interface'],
  ['js', 'const a = `b`', 't-str', '`b`'],
  ['tsx', 'return <p>1</p>', 't-key', 'return'],
  ['json', '{"a": 12}', 't-num', '12'],
  ['html', '<!-- a --><p>', 't-com', '<!-- a -->'],
  ['css', 'a { color: #fff }', 't-num', '#fff'],
  ['python', 'def water(plant): pass', 't-key', 'def'],
  ['go', 'func main() { return 1 }', 't-key', 'func'],
  ['rust', 'fn main() { let a = "b"; }', 't-str', '"b"'],
  ['java', 'public class A { }', 't-key', 'public'],
  ['c', 'int a = 0x1f; /* b */', 't-com', '/* b */'],
  ['cpp', 'class A : public B {};', 't-key', 'class'],
  ['c#', 'public string A => "b";', 't-str', '"b"'],
  ['php', 'function a($b) { return null; }', 't-key', 'function'],
  ['ruby', 'def a; @b; end', 't-key', 'def'],
  ['kotlin', 'fun a(): Int = 1', 't-key', 'fun'],
  ['swift', 'func a() { let b = 1 }', 't-key', 'func'],
  ['sql', "SELECT a FROM b WHERE c = 'd'", 't-str', "'d'"],
  ['bash', 'for a in b; do echo "$a"; done # c', 't-com', '# c'],
  ['yaml', 'name: "Plant" # c', 't-name', 'name'],
  ['toml', 'a = 1 # b', 't-com', '# b'],
  ['dockerfile', 'FROM scratch', 't-key', 'FROM'],
  ['diff', '-old\n+new', 't-add', '+new'],
  ['ini', '; c\na = b', 't-com', '; c'],
  ['nginx', 'listen 80; # a', 't-com', '# a'],
  ['graphql', 'query { plant(id: "1") { name } }', 't-key', 'query'],
  ['markdown', '# Title\ntext', 't-type', '# Title'],
  ['makefile', 'test: build\n\tgo', 't-name', 'test'],
]

describe('code', () => {
  test.each(SAMPLES)('in %s has its colours when it is closed', (language, code, name, piece) => {
    const html = new Renderer().block(fence(language, code))
    expect(html).toMatch(
      new RegExp(`<span class="${name}">${Bun.escapeHTML(piece).replace(/[$*+()|[{?^.]/g, '\\$&')}`),
    )
    expect(visibleText(html)).toBe(`${code}\n\n`)
    expect(faults(html)).toEqual([])
  })

  test('has none while it is still written, nor in a language that nobody knows', () => {
    expect(new Renderer().tail('```ts\nconst a = 1\n')).not.toContain('<span')
    expect(new Renderer().block(fence('klingon', 'const a = 1'))).not.toContain('<span')
    expect(new Renderer().block(fence('constructor', 'const a = 1'))).not.toContain('<span')
    expect(new Renderer().block('    const a = 1\n')).not.toContain('<span')
  })

  test('has none where it is too long to be read by colours', () => {
    const long = `const a = 1\n`.repeat(CODE_LIMIT / 12 + 1)
    expect(coloured(long, 'ts')).toBeUndefined()
    expect(coloured(`"${'a'.repeat(LINE_LIMIT)}"`, 'ts')).toBeUndefined()
    expect(coloured('1 a '.repeat(90).concat('\n').repeat(40), 'ts')).toBeUndefined()
  })

  test('has none where its reader would never come to an end', () => {
    expect(coloured('a = "b"', 'toml')).toContain('<span')
    expect(coloured('a = "\u2028"', 'toml')).toBeUndefined()
    expect(coloured('a = "\r"', 'toml')).toBeUndefined()
  })

  test('keeps every character, and is nothing but text and spans, whatever it holds', () => {
    const random = seeded(seed)
    for (const language of languages.keys())
      for (let round = 0; round < 60; round += 1) {
        const code = Array.from({ length: 4 }, () => pick(random, vectors)).join(
          pick(random, ['\n', ' ', '']),
        )
        const html = coloured(code, language)
        if (html === undefined) continue
        const told = `SEED=${seed} ${JSON.stringify({ language, code, html })}`
        expect(faults(html), told).toEqual([])
        expect(html.replace(/<\/?span[^>]*>/g, ''), told).toBe(Bun.escapeHTML(code))
      }
  })

  test('of a diagram is named as one, while it is written and after', () => {
    const text = fence('mermaid', 'graph TD\n  A[<b>x</b>] --> B')
    for (const html of [new Renderer().block(text), new Renderer().tail(text.slice(0, -4))]) {
      expect(html).toContain('<figcaption>Diagram (Mermaid)</figcaption>')
      expect(faults(html)).toEqual([])
    }
  })
})

describe('the colours of code', () => {
  const styles = readFileSync(join(import.meta.dir, '../../public/styles.css'), 'utf8')
  const pairOf = (name: string): string[] => {
    const [, light = '', dark = ''] =
      new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(styles) ?? []
    return [light, dark]
  }
  const names = [...styles.matchAll(/^\.t-[a-z]+ \{\n {2}color: var\(--([a-z-]+)\)/gm)].map(
    ([, name = '']) => name,
  )

  test('can be read on their ground, in light and in dark', () => {
    expect(names.length).toBeGreaterThan(5)
    const poor = names.flatMap((name) =>
      [0, 1].flatMap((mode) => {
        const contrast = contrastOf(pairOf(name)[mode], pairOf('wash')[mode])
        return contrast >= 4.5 ? [] : [`${name}: ${contrast}`]
      }),
    )
    expect(poor).toEqual([])
  })

  test('are said for every class that code can have', () => {
    const classes = new Set(
      SAMPLES.flatMap(([language, code]) => [
        ...(coloured(code, language) ?? '').matchAll(/class="([^"]+)/g),
      ]),
    )
    for (const [, name] of classes) expect(styles).toMatch(new RegExp(`^\\.${name}[, {]`, 'm'))
  })
})

/** By the formula of WCAG 2.2; nothing for what is no colour. */
function contrastOf(one = '', other = ''): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [r = Number.NaN, g = Number.NaN, b = Number.NaN] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
