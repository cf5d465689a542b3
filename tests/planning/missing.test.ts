import { describe, expect, test } from 'bun:test'
import { parseDesign } from '../../src/planning/design.ts'
import { PART_TITLES, PARTS } from '../../src/planning/parts.ts'

const whole = await Bun.file(`${import.meta.dir}/fixtures/as-asked.md`).text()
const codes = (text: string) => parseDesign(text).missing.map(({ code }) => code)
const messageOf = (text: string, code: string) =>
  parseDesign(text).missing.find((missing) => missing.code === code)?.message

/** From the part's heading to the next one's. */
function without(part: (typeof PARTS)[number], replacement = ''): string {
  const start = whole.indexOf(`## ${PART_TITLES[part]}\n`)
  const next = whole.indexOf('\n## ', start)
  return whole.slice(0, start) + replacement + (next < 0 ? '' : whole.slice(next + 1))
}

describe('parts', () => {
  for (const part of PARTS) {
    test(`a document without “${PART_TITLES[part]}” says that it is missing`, () => {
      expect(codes(without(part))).toContain(`part:${part}`)
      expect(messageOf(without(part), `part:${part}`)).toBe(`The part “${PART_TITLES[part]}” is missing.`)
    })

    test(`“${PART_TITLES[part]}” with nothing below is named as empty`, () => {
      const found = codes(without(part, `## ${PART_TITLES[part]}\n\n`))
      expect(found).toContain(`empty:${part}`)
      expect(found).not.toContain(`part:${part}`)
    })
  }

  test('a part that is only a diagram is not empty', () => {
    expect(codes(without('architecture', '## Architecture\n\n```text\na -> b\n```\n\n'))).toEqual([])
  })

  test('the only heading of level 1 is the title, whatever it is called', () => {
    const design = parseDesign(whole.replace('# Tidewatch', '# Requirements'))
    expect(design.title).toBe('Requirements')
    expect(design.missing).toEqual([])
  })

  test('a shell comment in a code block is no heading', () => {
    const design = parseDesign(whole.replace('gauges -> reader', '# Security\ngauges -> reader'))
    expect(design.sections.filter(({ part }) => part === 'security')).toHaveLength(1)
  })
})

describe('a text that breaks off', () => {
  const cut = (end: string) =>
    messageOf(`${whole.slice(0, whole.indexOf('## Open'))}## Open questions\n\n${end}`, 'text:cut-off')

  const BROKEN: [name: string, end: string][] = [
    ['in a sentence', 'The question that was left open until now is whether the port can'],
    ['behind a comma', '- Who pays for the modem,'],
    ['behind an article', '- Who pays for the'],
    ['in bold text', '- **Who pays'],
    ['in code', '- What does `GET /gaug'],
    ['behind a colon', 'Still open:'],
    ['at a heading', '- Who pays?\n\n### More'],
    ['in a table row', '| Question | Assumption |\n|--|--|\n| Who pays? | The port |\n| Which mo'],
    ['in a list of sentences', '- The port pays.\n- The modem is old.\n- The mast stands near'],
    [
      'in a last cell',
      '| Question | Assumption |\n|--|--|\n| Who pays? | The port |\n| Which mast? | The ta',
    ],
    ['in Chinese', '这个问题还没有回答，'],
  ]
  for (const [name, end] of BROKEN) test(name, () => expect(cut(end)).toBeString())

  const ENDED: [name: string, end: string][] = [
    ['a sentence', 'The question that was left open until now is whether the port can pay.'],
    ['items without full stops', '- Who pays for the modem\n- Which mast'],
    ['a table', '| Question | Assumption |\n|--|--|\n| Who pays? | The port |'],
    ['a table without outer bars', 'Question | Assumption\n--|--\nWho pays? | The port'],
    ['a quotation', 'The harbour master says: “Nobody has ever paid for a modem here.”'],
    ['a closed code block', 'As here:\n\n```\nport pays\n```'],
    ['a diagram below its heading', '### Picture\n\n```\nport -> modem\n```'],
    ['one word', 'None'],
    ['Chinese', '是否需要手机版？'],
    ['white space', '- Who pays?\n\n   \n'],
  ]
  for (const [name, end] of ENDED) test(`not after ${name}`, () => expect(cut(end)).toBeUndefined())

  test('in a code block: its line is named', () => {
    const text = '# P\n\n## Architecture\n\n```text\na -> b\n'
    expect(messageOf(text, 'text:open-code-block')).toBe(
      'The code block that begins in line 5 is never closed.',
    )
    expect(codes(text)).not.toContain('text:cut-off')
  })
})

describe('things left to be filled in', () => {
  const named = (text: string) =>
    messageOf(whole.replace('One password', `${text} One password`), 'text:placeholder')

  for (const text of [
    'TBD.',
    'TODO: roles.',
    'Keys are to be determined.',
    '[Insert roles here]',
    '<your key>',
    'Lorem ipsum.',
    '(The remaining threats are omitted for brevity)',
    '{{roles}}',
  ])
    test(text, () => expect(named(text)).toContain('in line 51'))

  for (const text of [
    'A TODO app.',
    'Mark it `TBD`.',
    'The text \\[insert x\\] is kept.',
    '[Add](https://example.org) it.',
    'a < b, c > d.',
  ])
    test(`not: ${text}`, () => expect(named(text)).toBeUndefined())

  test('an open question may be undecided', () => {
    expect(codes(`${whole}- Which mast is to be decided by the port.\n`)).toEqual([])
  })
})

test('an empty text says so and nothing else', () => {
  for (const text of ['', ' \n\t\r\n', '\u2028'])
    expect(parseDesign(text).missing).toEqual([{ code: 'text:empty', message: 'The text is empty.' }])
})

describe('objectives and open questions', () => {
  const lists = (text: string) => {
    const { objectives, openQuestions } = parseDesign(
      `## Objectives\n\n${text}\n\n## Open questions\n\n${text}\n`,
    )
    expect(openQuestions).toEqual(objectives)
    return objectives
  }

  test('items, with what is nested in them', () => {
    expect(lists('1. **Fast**: 2 s\n2. Small\n   - 1 MB')).toEqual(['Fast: 2 s', 'Small\n1 MB'])
  })
  test('rows', () =>
    expect(lists('| # | What | Figure |\n|-|-|-|\n| 1 | Fast | 2 s |')).toEqual(['Fast: 2 s']))
  test('bold lines with a paragraph', () => {
    expect(lists('**Who pays?**\n\nThe port.\n\n**Which mast?**\n\nThe tall one.')).toEqual([
      'Who pays?\nThe port.',
      'Which mast?\nThe tall one.',
    ])
  })
  test('a paragraph alone', () => expect(lists('It is fast.')).toEqual(['It is fast.']))
  test('a sentence before the list is none of them', () => {
    expect(lists('We judge by:\n\n- speed')).toEqual(['speed'])
  })

  test('“None.” is no question, and the part is not empty', () => {
    for (const none of ['None.', '- None', 'No open questions.', 'Keine.', 'なし', 'N/A']) {
      const design = parseDesign(`## Open questions\n\n${none}\n`)
      expect(design.openQuestions).toEqual([])
      expect(design.missing.map(({ code }) => code)).not.toContain('empty:openQuestions')
    }
  })
})

test('a refusal lacks everything', () => {
  const found = codes("I'm sorry, but I can't help with that.")
  for (const part of PARTS) expect(found).toContain(`part:${part}`)
  expect(found).toContain('title')
})
