import { test } from 'bun:test'
import { Blocks } from '../../src/markdown/blocks.ts'
import { Seam } from '../../src/runs/seam.ts'
import { between, pick, printedSeed, seeded } from '../support/random.ts'
import { piecesOf } from '../support/runs.ts'

type Random = () => number

/** Words of several writings; sentences end in their own full stop. */
const WRITINGS: { words: string[]; gap: string; stop: string }[] = [
  {
    words: 'measurements of every sensor in the field are kept by a small server that people trust'.split(
      ' ',
    ),
    gap: ' ',
    stop: '.',
  },
  {
    words: 'Messwerte jeder Wärmepumpe über das Gerät für Übergänge müssen täglich geprüft werden'.split(' '),
    gap: ' ',
    stop: '.',
  },
  {
    words: 'данные каждого датчика хранит небольшой сервер и проверяет их утром'.split(' '),
    gap: ' ',
    stop: '.',
  },
  {
    words: ['測定値', 'を', '保存', 'する', '小さな', 'サーバー', 'は', '毎日', '確認', 'できる'],
    gap: '',
    stop: '。',
  },
  {
    words: ['传感器', '的', '数据', '由', '服务器', '保存', '并', '每天', '检查', '🌱'],
    gap: '',
    stop: '。',
  },
]

function randomDocument(random: Random): string {
  const { words, gap, stop } = pick(random, WRITINGS)
  let count = 0
  const phrase = (most: number) =>
    Array.from({ length: between(random, 1, most) }, () => pick(random, words)).join(gap)
  const sentence = () => `${phrase(12)}${stop}`
  // A number in each keeps two neighbours from being the same by chance, which no reader could tell either.
  const entry = () => `${phrase(4)} ${++count}`
  const lines = (least: number, most: number, line: () => string) =>
    Array.from({ length: between(random, least, most) }, line).join('\n')
  const fence = () => {
    const mark = pick(random, ['```', '~~~', '````'])
    const code = lines(
      1,
      6,
      () => pick(random, ['', '  ', '    ']) + pick(random, ['}', 'end', '</div>', `let x${++count}`, '']),
    )
    return `${mark}${pick(random, ['ts', 'json', ''])}\n${code.trim() || 'x'}\n${mark}`
  }
  const row = () => `| ${entry()} | ${pick(random, ['yes', 'no'])} |`
  const block = (): string =>
    pick(random, [
      () => `${'#'.repeat(between(random, 2, 4))} ${entry()}`,
      () => lines(1, 3, () => `${sentence()} ${entry()}${stop}`),
      () => lines(1, 5, () => `- ${entry()}${pick(random, ['', stop])}`),
      () => lines(1, 3, () => `- **${entry()}**\n  - ${entry()}`),
      () => lines(2, 4, () => `${count + 1}. ${entry()}`),
      () => `| A | B |\n|---|---|\n${lines(1, 5, row)}`,
      () => lines(1, 2, () => `> ${entry()}`),
      () => `**${entry()}**: ${sentence()}`,
      fence,
      () => '---',
    ])()
  let text = `# ${entry()}`
  let last = text
  for (let left = between(random, 2, 14); left > 0; left -= 1) {
    const next = block()
    // Two rules, or two code blocks without a blank line, are what a repetition looks like.
    if (next === '---' && last === '---') continue
    text += (last.startsWith('#') && next[0] !== '-' && random() < 0.3 ? '\n' : '\n\n') + next
    last = next
  }
  return `${text}\n`
}

/** What a reader keeps: up to the last closed block. */
function keptOf(text: string): string {
  const blocks = new Blocks()
  blocks.push(text)
  return text.slice(0, blocks.closedEnd)
}

/** The last heading outside of code. */
function headingOf(kept: string): string {
  let heading = ''
  let fence = ''
  for (const line of kept.split('\n')) {
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[1]
    if (mark !== undefined) fence = fence === '' ? mark : line === fence ? '' : fence
    else if (fence === '' && /^#+ /.test(line)) heading = line
  }
  return heading
}

const lastBlockOf = (kept: string): string => {
  const blocks = new Blocks()
  return [...blocks.push(kept), ...blocks.end()].findLast(({ source }) => source.trim() !== '')?.source ?? ''
}

const WAYS: Record<string, (kept: string, next: string, random: Random) => string> = {
  'goes on exactly': (_, next) => next,
  'repeats the last characters': (kept, next, random) => {
    const tail = kept
      .slice(-between(random, 1, 400))
      .toWellFormed()
      .replace('\uFFFD', '')
    return tail + next
  },
  'repeats the last line': (kept, next) => {
    const text = kept.trimEnd()
    return kept.slice(text.lastIndexOf('\n') + 1) + next
  },
  'repeats the last block': (kept, next) => lastBlockOf(kept).trimStart() + next,
  'repeats the last heading': (kept, next) =>
    kept.trimEnd().endsWith(`\n${headingOf(kept)}`)
      ? `${headingOf(kept)}\n${next}`
      : `${headingOf(kept)}\n\n${next.trimStart()}`,
  'starts over': (kept, next) => kept + next,
}

/** Where the repetition is all blanks, or brings blank lines of its own, their number may differ: nobody sees it. */
const withoutBlankLines = (text: string) => text.replace(/\n{2,}/g, '\n').trimEnd()

test('a document that was cut and goes on is the whole document, whatever the model says again', () => {
  const seed = printedSeed('seam property')
  const rounds = Number(process.env.ROUNDS ?? 400)
  for (let round = 0; round < rounds; round += 1) {
    for (const [way, answerOf] of Object.entries(WAYS)) {
      const random = seeded(seed + round)
      const whole = randomDocument(random)
      const kept = keptOf(whole.slice(0, between(random, 1, whole.length)))
      const next = whole.slice(kept.length)
      const answer = answerOf(kept, next, random)
      // Under its title alone, a title said again is a document written anew; see Seam.startedOver.
      if (way === 'repeats the last heading' && !headingOf(kept).startsWith('##')) continue
      const seam = new Seam(kept)
      const joined =
        kept +
        piecesOf(random, answer, pick(random, [1, 5, 60]))
          .map((piece) => seam.push(piece))
          .join('') +
        seam.end()
      const loose = way === 'repeats the last characters' || way === 'repeats the last heading'
      const same = joined === whole || (loose && withoutBlankLines(joined) === withoutBlankLines(whole))
      if (!same) {
        const near = Math.max(0, kept.length - 80)
        const seen = {
          kept: kept.slice(near),
          answer: answer.slice(0, 120),
          joined: joined.slice(near, near + 240),
        }
        throw new Error(`SEED=${seed + round} ROUNDS=1, ${way}: ${JSON.stringify(seen, null, 1)}`)
      }
    }
  }
})
