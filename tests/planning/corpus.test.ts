import { describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { type Design, parseDesign } from '../../src/planning/design.ts'
import { PARTS } from '../../src/planning/parts.ts'

/** Whole documents as different models write them; what must be read from each. */
interface Expected {
  title?: string
  ids: string[]
  counts: [objectives: number, techStack: number, risks: number, openQuestions: number]
  missing: string[]
}

const folder = `${import.meta.dir}/fixtures`
const parts = (...names: string[]) => names.map((name) => `part:${name}`)

const EXPECTED: Record<string, Expected> = {
  'as-asked.md': { title: 'Tidewatch', ids: ['R-1', 'R-2', 'R-3', 'R-4'], counts: [3, 3, 4, 1], missing: [] },
  'bold-lines.md': {
    title: 'Project Design: Plant Diary',
    ids: ['R-1', 'R-2'],
    counts: [1, 2, 1, 1],
    missing: [],
  },
  'chinese.md': { title: '需求管理系统', ids: ['R-1', 'R-2'], counts: [1, 1, 1, 1], missing: [] },
  'german.md': { title: 'Vereinsverwaltung', ids: ['R-1', 'R-2'], counts: [1, 1, 1, 1], missing: [] },
  'headings.md': { title: 'Parcel Locker', ids: ['R-1', 'R-2', 'R-3'], counts: [1, 2, 2, 0], missing: [] },
  'japanese.md': { title: '図書室アプリ', ids: ['R-1', 'R-2'], counts: [1, 1, 1, 0], missing: [] },
  'local-model.md': {
    title: 'notes app',
    ids: ['R-1', 'R-2', 'R-4', 'R-2'],
    counts: [0, 3, 1, 0],
    missing: [
      'text:cut-off',
      'text:placeholder',
      ...parts('objectives', 'data', 'interfaces', 'openQuestions'),
      'requirements:duplicate',
      'requirements:gap',
      'requirements:undefined',
      'testing:requirements',
      'techStack:reasons',
      'risks:mitigations',
    ],
  },
  'no-ids.md': {
    title: 'Bike Share',
    ids: ['R-1', 'R-2', 'R-3'],
    counts: [0, 3, 0, 0],
    missing: [
      ...parts(
        'objectives',
        'architecture',
        'data',
        'interfaces',
        'security',
        'risks',
        'testing',
        'openQuestions',
      ),
      'requirements:ids',
    ],
  },
  'numbered-emoji.md': {
    title: '🚀 Project Design: RecipeBox',
    ids: ['R-1', 'R-2', 'R-3', 'R-4'],
    counts: [2, 3, 2, 1],
    missing: [],
  },
  'tables.md': {
    title: 'Project: Invoice Robot',
    ids: ['FR-1', 'FR-2', 'NFR-1'],
    counts: [1, 2, 2, 1],
    missing: ['requirements:series'],
  },
  'user-stories.md': {
    ids: ['FR-1', 'FR-2', 'NFR-1'],
    counts: [0, 0, 0, 0],
    missing: [
      'title',
      ...parts(
        'summary',
        'objectives',
        'techStack',
        'architecture',
        'data',
        'interfaces',
        'security',
        'risks',
        'openQuestions',
      ),
      'requirements:series',
    ],
  },
  'wrapped.md': { title: 'Queue', ids: ['R-1', 'R-2'], counts: [1, 1, 1, 0], missing: [] },
}

const read = async (name: string) => {
  const text = await Bun.file(`${folder}/${name}`).text()
  return { text, design: parseDesign(text) }
}

function essence({
  title,
  requirements,
  objectives,
  techStack,
  risks,
  openQuestions,
  missing,
}: Design): Expected {
  return {
    title,
    ids: requirements.map(({ id }) => id),
    counts: [objectives.length, techStack.length, risks.length, openQuestions.length],
    missing: missing.map(({ code }) => code),
  }
}

describe('whole documents of different models', () => {
  test('each file of the corpus has its expectation', () => {
    expect(
      readdirSync(folder)
        .filter((name) => name.endsWith('.md'))
        .sort(),
    ).toEqual(Object.keys(EXPECTED).sort())
  })

  for (const [name, expected] of Object.entries(EXPECTED)) {
    test(name, async () => {
      const { text, design } = await read(name)
      expect(essence(design)).toEqual(expected as Required<Expected>)
      expect(design.markdown).toBe(text)
      for (const { start, end, id } of name === 'no-ids.md' ? [] : design.requirements)
        expect(text.slice(start, end)).toContain(id.slice(id.indexOf('-') + 1))
    })

    test(`${name} reads the same with CRLF, with lone CRs, and inside a code block`, async () => {
      const { text } = await read(name)
      expect(essence(parseDesign(text.replaceAll('\n', '\r\n')))).toEqual(expected as Required<Expected>)
      expect(essence(parseDesign(text.replaceAll('\n', '\r')))).toEqual(expected as Required<Expected>)
      if (!text.includes('```') && !text.startsWith('<think>'))
        expect(essence(parseDesign(`\`\`\`markdown\n${text}\`\`\`\n`))).toEqual(
          expected as Required<Expected>,
        )
    })
  }

  test('every part of the document that was asked for is found, in its order and without gaps', async () => {
    const { text, design } = await read('as-asked.md')
    const found = design.sections.filter(({ part }) => part !== undefined)
    expect(found.map(({ part }) => part)).toEqual([...PARTS])
    for (const [index, section] of found.entries()) {
      expect(text.slice(section.start).startsWith(`## ${section.title}\n`)).toBe(true)
      expect(section.end).toBe(found[index + 1]?.start ?? text.length)
    }
  })

  test('a document that is cut anywhere never has more requirements than the whole, and says what it lacks', async () => {
    const { text, design } = await read('as-asked.md')
    for (let end = 0; end < text.length; end += 37) {
      const cut = parseDesign(text.slice(0, end))
      expect(cut.requirements.length).toBeLessThanOrEqual(design.requirements.length)
      expect(cut.missing).not.toEqual([])
    }
  })
})
