import type { Design } from '../design.ts'
import { plainText } from '../inline.ts'
import { listed } from '../missing.ts'
import { outline } from '../outline.ts'
import { passages, passagesBetween } from '../passages.ts'
import { definitionIn } from '../requirement-id.ts'
import { areas } from '../sections.ts'
import { oneLine } from './escape.ts'
import type { Need } from './project.ts'

/** The design's requirements, each once and each with an id of its own. */
export function readNeeds(design: Design | undefined): { needs: Need[]; problems: string[] } {
  const needs: Need[] = []
  const twice = new Set<string>()
  const tests = design ? testsIn(design) : new Map<string, string[]>()
  for (const { id, text } of design?.requirements ?? []) {
    const [first = '', ...further] = text
      .split('\n')
      .map(oneLine)
      .filter((line) => line !== '')
    const same = needs.filter((need) => need.id === id || need.id.startsWith(`${id} (`))
    // A table first and the details below it name the same requirement.
    const other = same.find((need) => isBegin(need.text, first) || isBegin(first, need.text))
    if (other) {
      if (first.length > other.text.length) other.text = first
      for (const line of further) if (!other.further.includes(line)) other.further.push(line)
      continue
    }
    if (same.length > 0) twice.add(id)
    needs.push({
      id: same.length > 0 ? `${id} (${same.length + 1})` : id,
      number: needs.length + 1,
      text: first,
      further,
      tasks: [],
      tests: tests.get(id) ?? [],
    })
  }
  const problems =
    twice.size > 0
      ? [
          `The design uses ${listed([...twice])} for more than one requirement; the later ones are called “${[...twice][0]} (2)” and so on.`,
        ]
      : []
  const empty = needs.filter(({ text }) => text === '').map(({ id }) => id)
  if (empty.length > 0) problems.push(`The design says nothing of ${listed(empty)}.`)
  return { needs, problems }
}

const isBegin = (whole: string, begin: string): boolean => whole.startsWith(begin.replace(/…$/, ''))

/** What the part on testing says behind a requirement's id. */
function testsIn({ markdown, sections }: Design): Map<string, string[]> {
  const tests = new Map<string, string[]>()
  const all = passages(outline(markdown), () => false)
  for (const { start, end } of areas(sections, 'testing'))
    for (const { kind, cells, text } of passagesBetween(all, start, end)) {
      const [head = '', ...others] = kind === 'row' ? cells : [text]
      const named = definitionIn(head)
      const said = named && oneLine(plainText([named.rest, ...others].join(' ')))
      if (said) tests.set(named.id, [...(tests.get(named.id) ?? []), said])
    }
  return tests
}
