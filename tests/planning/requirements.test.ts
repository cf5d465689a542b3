import { describe, expect, test } from 'bun:test'
import { parseDesign } from '../../src/planning/design.ts'

const under = (text: string) => parseDesign(`# P\n\n## Requirements\n\n${text}\n\n## Testing\n\nBy hand.\n`)
const read = (text: string) => under(text).requirements.map(({ id, text }) => `${id} ${text}`)
const codes = (text: string) =>
  under(text)
    .missing.map(({ code }) => code)
    .filter((code) => code.startsWith('requirements:'))

/** Each as one model or another writes it. */
const SHAPES: [name: string, markdown: string, read: string[]][] = [
  [
    'bold id, colon outside',
    '- **R-1**: It rings.\n- **R-2**: It stops.',
    ['R-1 It rings.', 'R-2 It stops.'],
  ],
  ['colon inside the bold', '- **R-1:** It rings.', ['R-1 It rings.']],
  ['a title in the bold', '- **R-1: Alarm**: It rings.', ['R-1 Alarm: It rings.']],
  ['a dash', '- **R-1** — It rings.', ['R-1 It rings.']],
  ['plain', '* R-1: It rings.', ['R-1 It rings.']],
  ['no separator', '- R-1 It rings.', ['R-1 It rings.']],
  ['parentheses', '- (R-1) It rings.', ['R-1 It rings.']],
  ['brackets', '- **[R-1]** It rings.', ['R-1 It rings.']],
  ['code', '- `R-1` It rings.', ['R-1 It rings.']],
  ['underscores', '- __R-1__: It rings.', ['R-1 It rings.']],
  ['HTML', '- <b>R-1</b>: It rings.<br>Loudly.', ['R-1 It rings. Loudly.']],
  ['numbered', '1. R-1: It rings.\n2. R-2: It stops.', ['R-1 It rings.', 'R-2 It stops.']],
  ['numbered by hand', '1) **R1** It rings.', ['R-1 It rings.']],
  ['task list', '- [ ] R-001: It rings.\n- [x] R-002: It stops.', ['R-1 It rings.', 'R-2 It stops.']],
  ['emoji', '- ✅ **R-1**: It rings.', ['R-1 It rings.']],
  ['bullet of a word processor', '• R-1: It rings.', ['R-1 It rings.']],
  ['lines of one paragraph', '**R-1**: It rings.\n**R-2**: It stops.', ['R-1 It rings.', 'R-2 It stops.']],
  ['paragraphs', 'R-1 It rings.\n\nR-2 It stops.', ['R-1 It rings.', 'R-2 It stops.']],
  ['a quote', '> 1. **R-1**: It rings.', ['R-1 It rings.']],
  ['code with marks in it', '- R-1: `**kwargs` and `a_b`.', ['R-1 **kwargs and a_b.']],
  ['a bar in a cell', '| ID | Text |\n|-|-|\n| R-1 | a \\| b |', ['R-1 a | b']],
  ['non-breaking hyphen', '- R‑1: It rings.', ['R-1 It rings.']],
  ['REQ', '- REQ-001: It rings.\n- Req. 2: It stops.', ['R-1 It rings.', 'R-2 It stops.']],
  [
    'the word',
    '- Requirement 1: It rings.\n- **Requirement R-2**: It stops.',
    ['R-1 It rings.', 'R-2 It stops.'],
  ],
  ['German word', '- Anforderung 1: Es klingelt.', ['R-1 Es klingelt.']],
  ['Chinese', '1、需求1：它响。', ['R-1 它响。']],
  ['two series', '- **FR-1** Rings.\n- **NFR-1** Loud.', ['FR-1 Rings.', 'NFR-1 Loud.']],
  ['two series in one prefix', '- REQ-F-01: Rings.\n- REQ-NF-01: Loud.', ['FR-1 Rings.', 'NFR-1 Loud.']],
  [
    'priority',
    '- R-1 (Must): It rings.\n- **R-2 [P1]**: It stops.',
    ['R-1 (Must) It rings.', 'R-2 [P1] It stops.'],
  ],
  [
    'headings',
    '### R-1 – Alarm\n\nIt rings.\n\n### R-2 – Off\n\nIt stops.',
    ['R-1 Alarm\nIt rings.', 'R-2 Off\nIt stops.'],
  ],
  ['numbered headings', '### 1. R-1: Alarm\nIt rings.', ['R-1 Alarm\nIt rings.']],
  ['bold headings', '**R-1: Alarm**\n\nIt rings.', ['R-1 Alarm\nIt rings.']],
  ['continuation', '- **R-1**\n  It rings.\n\n  Loudly.', ['R-1 It rings.\nLoudly.']],
  [
    'nested details',
    '- **R-1**: Rings.\n  - Acceptance: heard at 5 m.',
    ['R-1 Rings.\nAcceptance: heard at 5 m.'],
  ],
  [
    'details beside',
    '- **R-1**: Rings.\n- Priority: high\n- **R-2**: Stops.',
    ['R-1 Rings.\nPriority: high', 'R-2 Stops.'],
  ],
  ['nested ids', '- **R-1**: Rings.\n  - **R-1.1**: Loudly.', ['R-1 Rings.', 'R-1.1 Loudly.']],
  [
    'a table',
    '| ID | Title | Description | Priority |\n|--|--|--|--|\n| **R-1** | Alarm | It rings. | Must |',
    ['R-1 Alarm: It rings.'],
  ],
  ['a table without outer bars', 'ID | Text\n---|---\nR1 | It rings.', ['R-1 It rings.']],
  ['a table with numbers first', '| # | ID | Text |\n|-|-|-|\n| 1 | R-1 | It rings. |', ['R-1 It rings.']],
  ['a table without a head', '| R-1 | It rings. | Must |', ['R-1 It rings.']],
  ['ids in the text cell', '| Requirement | Priority |\n|-|-|\n| R-1: It rings. | 1 |', ['R-1 It rings.']],
  [
    'groups by bold lines',
    '**Must:**\n- R-1: Rings.\n**Should:**\n- R-2: Stops.',
    ['R-1 Rings.', 'R-2 Stops.'],
  ],
  ['groups', '### Functional\n- R-1: Rings.\n\n### Security\n- R-2: Locked.', ['R-1 Rings.', 'R-2 Locked.']],
]

describe('requirements in the shapes that models write', () => {
  for (const [name, markdown, expected] of SHAPES) test(name, () => expect(read(markdown)).toEqual(expected))

  test('each lies between its offsets, with what is nested in it', () => {
    const design = under('- **R-1**: Rings.\n  - Heard at 5 m.\n\n- **R-2**: Stops.')
    const [first, second] = design.requirements.map(({ start, end }) => design.markdown.slice(start, end))
    expect(first).toBe('- **R-1**: Rings.\n  - Heard at 5 m.')
    expect(second).toBe('- **R-2**: Stops.')
  })

  test('a row ends with its line', () => {
    const design = under('| R-1 | It rings. |\n\nThat is all.')
    expect(design.requirements.map(({ start, end }) => design.markdown.slice(start, end))).toEqual([
      '| R-1 | It rings. |',
    ])
  })

  test('a text without end is shortened', () => {
    expect(under(`- R-1: ${'a'.repeat(5000)}`).requirements[0]?.text).toHaveLength(2000)
  })

  test('what a model thinks aloud before the document is passed over', () => {
    const design = parseDesign(
      '<think>\n## Requirements\n- R-9: Maybe.\n</think>\n# P\n\n## Requirements\n- R-1: Rings.\n',
    )
    expect(design.requirements.map(({ id }) => id)).toEqual(['R-1'])
    expect(design.title).toBe('P')
  })

  test('groups in bold do not end a part whose own heading is bold, and are no sections', () => {
    const design = parseDesign(
      '**Requirements**\n\n**Must**\n\n- R-1: Rings.\n\n**Testing**\n\nR-2 by ear.\n',
    )
    expect(design.requirements.map(({ id }) => id)).toEqual(['R-1'])
    expect(design.sections.map(({ part }) => part)).toEqual(['requirements', 'testing'])
  })

  test('names of other things are no ids', () => {
    expect(codes('- AES-256 is used.\n- S3: stores.\n- us 3 days.\n- R2 is the storage.')).toEqual([
      'requirements:ids',
    ])
  })

  test('a sentence about requirements defines none', () => {
    expect(
      read('- R-1: Rings.\n- R-1 and R-2 are implied.\n- R-1 – R-2 hold.\n- R-1 rings at noon.'),
    ).toEqual(['R-1 Rings.'])
  })

  test('requirements without ids are counted in their order, exclusions aside', () => {
    const text = '1. It rings.\n   - Loudly.\n2. It stops.\n\n### Out of scope\n\n- Snooze.'
    expect(read(text)).toEqual(['R-1 It rings.\nLoudly.', 'R-2 It stops.'])
    expect(codes(text)).toEqual(['requirements:ids'])
  })

  test('without their part they are found by their ids, but not where tests list them', () => {
    const design = parseDesign(
      '# P\n\n## Features\n\n- **R-1**: Rings.\n\n## Testing\n\n| R-1 | by ear |\n| R-2 | by eye |\n',
    )
    expect(design.requirements.map(({ id }) => id)).toEqual(['R-1'])
    expect(design.missing.map(({ code }) => code)).toContain('part:requirements')
  })

  test('ids in code are none', () => {
    expect(read('```\n- R-1: Rings.\n```\n\n- R-2: Stops.')).toEqual(['R-2 Stops.'])
  })
})

describe('ids that do not hold together', () => {
  const messages = (text: string, code: string) =>
    under(text)
      .missing.filter((missing) => missing.code === code)
      .map(({ message }) => message)

  test('a number used twice is named, and both stay', () => {
    const text = '- R-1: Rings.\n- R-1: Stops.'
    expect(read(text)).toHaveLength(2)
    expect(messages(text, 'requirements:duplicate')).toEqual(['Used for more than one requirement: R-1.'])
  })

  test('a table and the details of the same requirements are no duplicates', () => {
    expect(codes('| ID | Title |\n|-|-|\n| R-1 | Alarm |\n\n### R-1: Alarm\nIt rings.')).toEqual([])
  })

  test('skipped numbers are named', () => {
    const text = '- R-2: Rings.\n- R-6: Stops.\n- R-7: Sleeps.'
    expect(messages(text, 'requirements:gap')).toEqual(['The numbering leaves out R-1, R-3 to R-5.'])
  })

  test('a second list may go on counting', () => {
    expect(codes('- FR-1: Rings.\n- FR-2: Stops.\n- NFR-3: Loud.')).toEqual(['requirements:series'])
  })

  test('an item beside the others without an id is named', () => {
    const text = '- R-1: Rings.\n- It also stops.\n- R-2: Sleeps.'
    expect(messages(text, 'requirements:unnamed')).toEqual([
      'Listed among the requirements without an id: “It also stops.”.',
    ])
  })

  test('details below an id of the second level are not named', () => {
    expect(codes('- R-1: Rings.\n  - R-1.1: Loudly.\n  - At noon.')).toEqual([])
  })

  test('an id with nothing behind it is named', () => {
    expect(codes('- R-1: Rings.\n- R-2:')).toEqual(['requirements:empty'])
  })

  test('an id that the text uses but never defines is named, a product called R2 is not', () => {
    const design = parseDesign(
      '## Requirements\n\n- R-1: Rings.\n\n## Architecture\n\nR2 keeps what R-3 needs, drawn as ER-4.\n',
    )
    const found = design.missing.filter(({ code }) => code === 'requirements:undefined')
    expect(found.map(({ message }) => message)).toEqual([
      'The text speaks of R-3, which is no requirement of it.',
    ])
  })
})

describe('requirements and their tests', () => {
  const untested = (tests: string) => {
    const list = [1, 2, 3, 4].map((number) => `- R-${number}: It rings ${number} times.`).join('\n')
    const design = parseDesign(`## Requirements\n\n${list}\n\n## Testing\n\n${tests}\n`)
    return design.missing.filter(({ code }) => code === 'testing:requirements').map(({ message }) => message)
  }

  test('a requirement that no test names is named', () => {
    expect(untested('| Requirement | Test |\n|--|--|\n| R-1 | ear |\n| R-3, R-4 | ear |')).toEqual([
      'No test is named for R-2.',
    ])
  })

  test('other spellings and ranges count', () => {
    expect(untested('R1–R3 and REQ-04 by ear.')).toEqual([])
    expect(untested('R-1 to R-4 by ear.')).toEqual([])
    expect(untested('R-1–4 by ear.')).toEqual([])
    expect(untested('R-1.2, R-2, R-3 and R-4 by ear.')).toEqual([])
    expect(untested('R-1 … R-3 by ear.')).toEqual(['No test is named for R-4.'])
  })

  test('a test for the whole covers what is below it', () => {
    const design = parseDesign(
      '## Requirements\n\n- R-1: Rings.\n- R-1.1: Loudly.\n\n## Testing\n\nR-1 by ear.\n',
    )
    expect(design.missing.map(({ code }) => code)).not.toContain('testing:requirements')
  })

  test('tests that name none', () => {
    expect(untested('All by ear.')).toEqual(['The tests name no requirement.'])
  })
})

test('a place for links to jump to may stand before the id', () => {
  const { requirements } = parseDesign(
    '## Requirements\n\n- <a id="r1"></a>**R-1** One\n- **<a name="r2"></a>R-2**: Two\n- <a id="r3"/> R-3: Three\n',
  )
  expect(requirements.map(({ id, text }) => [id, text])).toEqual([
    ['R-1', 'One'],
    ['R-2', 'Two'],
    ['R-3', 'Three'],
  ])
})
