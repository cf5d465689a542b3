import { describe, expect, test } from 'bun:test'
import { parseDesign } from '../../src/planning/design.ts'

const read = (text: string) => parseDesign(`## Tech stack\n\n${text}\n\n## Architecture\n\nOne.\n`).techStack

const GO = { choice: 'Go', role: 'Language', reason: 'one binary' }

describe('choices in the shapes that models write', () => {
  const SHAPES: [name: string, markdown: string, read: object[]][] = [
    [
      'the table that was asked for',
      '| Choice | Role | Reason |\n|-|-|-|\n| Go | Language | one binary |',
      [GO],
    ],
    ['layers first', '| Layer | Technology | Why |\n|-|-|-|\n| Language | **Go** | one binary |', [GO]],
    ['unknown columns', '| A | B | C |\n|-|-|-|\n| Go | Language | one binary |', [GO]],
    [
      'two columns',
      '| Technology | Rationale |\n|-|-|\n| Go | one binary |',
      [{ choice: 'Go', reason: 'one binary' }],
    ],
    ['name first', '- **Go**: one binary', [{ choice: 'Go', reason: 'one binary' }]],
    ['role first', '- **Language:** Go – one binary', [GO]],
    ['role first, because', '- Language: Go because one binary', [GO]],
    ['role first, in parentheses', '- **Language**: Go (one binary)', [GO]],
    ['a short role', '- **DB:** SQLite (simple)', [{ choice: 'SQLite', role: 'DB', reason: 'simple' }]],
    [
      'a Russian role',
      '- **База данных:** SQLite (просто)',
      [{ choice: 'SQLite', role: 'База данных', reason: 'просто' }],
    ],
    ['nested under the role', '- **Language**\n  - Go: one binary', [GO]],
    ['nested details', '- **Go**\n  - Role: Language\n  - Reason: one binary', [GO]],
    ['under a heading', '### Language\n\n- **Go** — one binary', [GO]],
    ['a table under a heading', '### Language\n\n| Technology | Reason |\n|-|-|\n| Go | one binary |', [GO]],
    ['role and name in bold', '- **Language: Go** — one binary', [GO]],
    ['headings', '### Go\n\none binary', [{ choice: 'Go', reason: 'one binary' }]],
    ['an introduction', 'We chose:\n\n- **Go**: one binary', [{ choice: 'Go', reason: 'one binary' }]],
    ['bare names', '- Go\n- SQLite', [{ choice: 'Go' }, { choice: 'SQLite' }]],
    ['links', '- [Go](https://go.dev): one binary', [{ choice: 'Go', reason: 'one binary' }]],
  ]
  for (const [name, markdown, expected] of SHAPES)
    test(name, () => expect(read(markdown)).toEqual(expected as never))
})

test('choices without a reason are named', () => {
  const { missing } = parseDesign('## Tech stack\n\n- Go: one binary\n- SQLite\n- Redis\n')
  const found = missing.filter(({ code }) => code.startsWith('techStack'))
  expect(found).toEqual([{ code: 'techStack:reasons', message: 'No reason is given for “SQLite”, “Redis”.' }])
})
