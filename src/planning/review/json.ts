import { answeredJson, isObject } from '../answered-json.ts'
import { addSentence, type Draft, enter, newDraft, placesIn } from './draft.ts'
import { type Label, labelIn, severityOf } from './words.ts'

/** Findings from a model that answered with JSON, bare or in a code block; nothing where the text is none. */
export function draftsFromJson(markdown: string): Draft[] | undefined {
  const list = listIn(answeredJson(markdown))
  return list?.flatMap((entry) => {
    const draft = draftOf(entry, markdown.length)
    return draft ? [draft] : []
  })
}

/** More is no list of findings. */
const MOST = 200

function listIn(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value.slice(0, MOST)
  if (!isObject(value)) return undefined
  const lists = Object.entries(value).filter(([, held]) => Array.isArray(held))
  const named = lists.filter(([name]) => severityOf(name) !== undefined)
  // {"errors": […], "warnings": […]}
  if (named.length > 0)
    return named
      .flatMap(([name, held]) =>
        (held as unknown[]).map((entry) => (isObject(entry) ? { severity: name, ...entry } : entry)),
      )
      .slice(0, MOST)
  const list = lists.find(([name]) => /finding|issue|problem|review|指摘|问题/i.test(name)) ?? lists[0]
  if (list) return (list[1] as unknown[]).slice(0, MOST)
  return fieldsOf(value).some(({ label }) => label === 'message') ? [value] : undefined
}

const TEXTS = /^(?:text|sentence|title|content|body|note|reason)$/i

function fieldsOf(entry: Record<string, unknown>): { label: Label; text: string }[] {
  return Object.entries(entry).flatMap(([name, value]) => {
    const said = Array.isArray(value) ? value.filter((one) => typeof one === 'string').join(', ') : value
    if (typeof said !== 'string' && typeof said !== 'number') return []
    const spaced = name.replace(/[_-]+/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2')
    const label = labelIn(spaced)?.label ?? (TEXTS.test(spaced) ? 'message' : undefined)
    return label ? [{ label, text: String(said).replace(/\s+/g, ' ').trim() }] : []
  })
}

function draftOf(entry: unknown, end: number): Draft | undefined {
  const draft = newDraft(0, end)
  if (typeof entry === 'string') {
    enter(draft, 'message', entry.replace(/\s+/g, ' ').trim())
    return draft
  }
  if (!isObject(entry)) return undefined
  for (const { label, text } of fieldsOf(entry)) {
    if (label === 'message') addSentence(draft, text)
    // An id such as "F-1" counts the findings.
    else if (label === 'where') draft.ties.push(...(/^(?:F-?)?\d+$/i.test(text) ? [] : placesIn(text)))
    else enter(draft, label, text)
  }
  return draft
}
