import { describe, expect, test } from 'bun:test'
import { drawAtRest, drawDocument } from '../../src/markdown/at-rest.ts'
import { Blocks } from '../../src/markdown/blocks.ts'
import { type Mentions, withMentions } from '../../src/markdown/mentions.ts'
import { Renderer } from '../../src/markdown/render.ts'
import { parseDesign } from '../../src/planning/design.ts'
import { parsePlan } from '../../src/planning/plan.ts'
import { sayingsOf } from '../../src/planning/sayings.ts'
import { projectMentions, runMentions } from '../../src/projects/mentions.ts'
import type { Order } from '../../src/runs/run.ts'
import { DESIGN, PLAN } from '../support/planned-project.ts'
import { faults } from './safe-html.ts'

const sayings = sayingsOf({ design: parseDesign(DESIGN), plan: parsePlan(PLAN) })
const planned = (document?: string) => projectMentions('/projects/p', sayings, document)
const draw = (text: string, mentions: Mentions) => drawAtRest(text, { prefix: '', mentions })
const hrefs = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)
const ids = (html: string) => [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)

describe('an id in a text', () => {
  test('leads to where it is said, and tells what is said there', () => {
    expect(draw('It serves R-3.\n', planned('plan'))).toBe(
      '<p>It serves <a class="mention" href="/projects/p/documents/design#said-R-3">R-3' +
        '<span class="tip" role="tooltip">The keeper opens the page of a lamp and sees its state of the last minute.</span></a>.</p>\n',
    )
    expect(hrefs(draw('T-2.1 comes after Phase 1 and Phases 2, 3.\n', planned('design')))).toEqual([
      '/projects/p/documents/plan#said-T-2.1',
      '/projects/p/documents/plan#said-phase-1',
      '/projects/p/documents/plan#said-phase-2',
      '/projects/p/documents/plan#said-phase-3',
    ])
  })

  test('tells it once in each paragraph, item and cell', () => {
    const html = draw('R-1, R-1 and R-1\n\n- R-1\n- R-1\n', planned())
    expect(hrefs(html)).toHaveLength(5)
    expect(html.match(/class="tip"/g)).toHaveLength(3)
  })

  test.each([
    ['in code', '`R-1` and\n\n```\nR-1\n```\n\n    R-1\n'],
    ['in a link, whose own address counts', '[R-1](https://a.example/)\n'],
    ['that nobody has said', 'R-99, T-9.9 and Phase 77\n'],
    ['spelled like a name of something else', 'Files go to R2.\n'],
    ['that is a week', 'Week 1 and Sprint 2\n'],
  ])('is none %s', (_, text) => {
    expect(draw(text, planned())).not.toContain('class="mention"')
  })

  test('spelled like a name is one where the document spells them all like that', () => {
    const loose = sayingsOf({ design: parseDesign('## Requirements\n\n- **R1**: A.\n- **R2**: B.\n') })
    expect(hrefs(draw('As R2 says.', projectMentions('/p', loose)))).toEqual(['/p/documents/design#said-R-2'])
  })

  test('does not lead from its own definition to itself, but others in it lead on', () => {
    const [line = ''] = draw('- **R-1**: As in R-2.\n- **R-2**: B.\n', runMentions(asked('design'))).split(
      '</li>',
    )
    expect(hrefs(line)).toEqual(['#said-R-2'])
  })

  test('in a sentence of a page is a link too, and the rest is text', () => {
    expect(withMentions('<b> R-1 & R-99', planned())).toStartWith(
      '&lt;b&gt; <a class="mention" href="/projects/p/documents/design#said-R-1">R-1<span',
    )
    expect(withMentions('<b> R-1 & R-99', planned())).toEndWith('</a> &amp; R-99')
  })
})

describe('the place where an id is said', () => {
  test('can be jumped to: items, rows, headings, lines of a paragraph', () => {
    const design = `# X\n\n## Requirements\n\n**R-1**: One.\n**R-2**: Two.\n\n| Id | Text |\n|---|---|\n| R-3 | Three. |\n\n### R-4: Four\n\n- **R-5**: Five.\n`
    const said = sayingsOf({ design: parseDesign(design) })
    expect(said.map(({ id }) => id)).toEqual(['R-1', 'R-2', 'R-3', 'R-4', 'R-5'])
    const html = draw(design, projectMentions('/p', said, 'design'))
    expect(ids(html).filter((id) => id?.startsWith('said-'))).toEqual(said.map(({ id }) => `said-${id}`))
    expect(html).toContain('<td><span id="said-R-3"></span>R-3</td>')
  })

  test('is where the requirement is stated, not where a test names it before', () => {
    const design =
      '# X\n\n## Testing\n\n| R-1 | A test. |\n|---|---|\n| R-1 | More. |\n\n## Requirements\n\n- **R-1**: One.\n'
    const html = draw(design, projectMentions('/p', sayingsOf({ design: parseDesign(design) }), 'design'))
    expect(html).toContain('<li><span id="said-R-1"></span><strong>R-1</strong>')
  })

  test('every saying of a document has one, and every link within it finds it', () => {
    for (const [document, text] of [
      ['design', DESIGN],
      ['plan', PLAN],
    ] as const) {
      const html = draw(text, planned(document))
      const places = ids(html)
      expect(new Set(places).size).toBe(places.length)
      for (const { id } of sayings.filter((saying) => saying.document === document))
        expect(places).toContain(`said-${id}`)
      for (const href of hrefs(html).filter((each) => each?.startsWith('#')))
        expect(places).toContain(href?.slice(1))
    }
  })
})

const asked = (stage: 'design' | 'plan'): Order =>
  stage === 'design'
    ? {
        ...{ stage, model: '', requestId: '' },
        input: { projectName: 'x', requirements: 'y', languages: [], frameworks: [], apis: [] },
      }
    : {
        ...{ stage, model: '', requestId: '' },
        input: { projectName: 'x', brief: 'y', design: DESIGN, phases: 5, depth: 'standard', words: 900 },
      }

describe('a text that is being written', () => {
  test('leads to what it has said itself, from there on, and to what it is written from', () => {
    const design = draw('See R-1.\n\n- **R-1**: One.\n\nSee R-1.\n', runMentions(asked('design'), '/p'))
    expect(hrefs(design)).toEqual(['#said-R-1'])
    const plan = draw(
      'Serves R-1.\n\n## Phase 1: A\n\n- **T-1.1**: B (R-2).\n\nAfter T-1.1 of Phase 1.\n',
      runMentions(asked('plan'), '/p'),
    )
    expect(hrefs(plan)).toEqual([
      '/p/documents/design#said-R-1',
      '/p/documents/design#said-R-2',
      '#said-T-1.1',
      '#said-phase-1',
    ])
  })

  test('is drawn alike in whatever pieces it comes', () => {
    const whole = draw(PLAN, runMentions(asked('plan'), '/p'))
    for (const size of [1, 7, 100, 3000]) {
      const blocks = new Blocks()
      const renderer = new Renderer({ prefix: '', mentions: runMentions(asked('plan'), '/p') })
      const pieces = PLAN.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []
      const html = [...pieces.flatMap((piece) => blocks.push(piece)), ...blocks.end()]
        .map(({ source }) => renderer.block(source))
        .join('')
      expect(html).toBe(whole)
    }
  })
})

/** Without the links that are exactly as code makes them; whatever else is there is left. */
const withoutLinks = (html: string) =>
  html.replace(
    /<a class="mention" href="\/p\/documents\/design#said-R-1">([^<]*)<span class="tip" role="tooltip">([^<]*)<\/span><\/a>/g,
    '$1$2',
  )

describe('hostile words', () => {
  const VECTORS = [
    '<img src=x onerror=alert(1)>',
    '"><script>alert(1)</script>',
    `' onmouseover='alert(1)`,
    '</span></a><svg onload=alert(1)>',
    'javascript:alert(1)',
  ]
  test.each(VECTORS)('%s said of an id are shown as text', (vector) => {
    const design = parseDesign(`## Requirements\n\n- **R-1**: ${vector} x\n`)
    const said = sayingsOf({
      design: { ...design, requirements: [{ id: 'R-1', text: vector, start: 18, end: 40 }] },
    })
    const html = draw(`R-1 ${vector}\n`, projectMentions('/p', said))
    expect(faults(withoutLinks(html))).toEqual([])
    expect(html).toContain(`role="tooltip">${Bun.escapeHTML(said[0]?.text ?? '')}</span>`)
  })

  test('an id that code would not make leads nowhere and names nothing', () => {
    const evil: Mentions = {
      find: (text) => [{ id: 'x" onclick="alert(1)', start: 0, end: text.length, loose: false }],
      known: () => ({ address: '/p', saying: 'x' }),
      definedBy: () => ({ id: 'location', saying: 'x' }),
    }
    expect(draw('# R-1\n\nR-1\n', evil)).toBe('<h1 id="part-1">R-1</h1>\n<p>R-1</p>\n')
  })

  test('a text that is nothing but ids stays within bounds', () => {
    const rows = Array.from({ length: 2000 }, () => '| R-1 | R-2 |').join('\n')
    const text = `| a | b |\n|---|---|\n${rows}\n`
    const html = draw(text, planned())
    expect(html).toContain('<table>')
    expect(html.match(/class="mention"/g)).toHaveLength(400)
    expect(html.length).toBeLessThan(text.length * 8)
  })
})

test('headings can be jumped to by ids that no text can choose', () => {
  const { headings, blocks } = drawDocument(
    '# main\n\ntext\n\n\n## *feed* & `x`\n\n> # quoted\n\nSetext\n===\n',
    { prefix: 'a-' },
  )
  expect(headings.map(({ id, level, text, start }) => [id, level, text, start])).toEqual([
    ['a-part-1', 1, 'main', 0],
    ['a-part-2', 2, 'feed & x', 15],
    ['a-part-3', 1, 'Setext', 44],
  ])
  expect(ids(blocks.map(({ html }) => html).join(''))).toEqual(['a-part-1', 'a-part-2', 'a-part-3'])
})

test('without a prefix a document is drawn as it always was', () => {
  expect(draw('# R-1\n', planned()).includes('id=')).toBe(true)
  expect(drawAtRest('# R-1: one\n\nR-1\n', { mentions: planned() })).toBe('<h1>R-1: one</h1>\n<p>R-1</p>\n')
})
