import { answeredJson, isObject } from '../answered-json.ts'
import { type Draft, newDraft } from './draft.ts'
import { behindLetter, lineOf, withoutMark } from './words.ts'

/** Questions from a model that answered with JSON, bare or in a code block; nothing where the text is none. */
export function draftsFromJson(markdown: string): Draft[] | undefined {
  const value = answeredJson(markdown)
  const list = listIn(value)
  return list?.flatMap((entry, at) => {
    const draft = draftOf(entry, at)
    return draft ? [{ ...draft, end: markdown.length }] : []
  })
}

/** Deeper, or more, is no list of questions. */
const MOST = 100

function listIn(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value.slice(0, MOST)
  if (!isObject(value)) return undefined
  const named = Object.entries(value).find(
    ([name, held]) => /question|frage|質問|问题/i.test(name) && typeof held === 'object',
  )
  if (named)
    return Array.isArray(named[1]) ? named[1].slice(0, MOST) : Object.values(named[1] ?? {}).slice(0, MOST)
  const held = Object.values(value).filter((one) => isObject(one) && field(one, QUESTION) !== undefined)
  return held.length > 0 ? held.slice(0, MOST) : undefined
}

const QUESTION = /^(?:question|text|prompt|title|ask|q|frage|質問|问题)$/i
const CHOICES = /^(?:options?|choices?|answers?|possible_?answers|選択肢|选项|optionen)$/i
const RECOMMENDED =
  /^(?:recommend(?:ed|ation)?(?:_?(?:answer|option|choice|index))?|default|suggest(?:ed|ion)?(?:_?answer)?|推奨|推荐)$/i
const WHY = /^(?:why|reason|rationale|impact|context|because|explanation|理由)$/i

const field = (object: Record<string, unknown>, name: RegExp): unknown =>
  Object.entries(object).find(([key]) => name.test(key))?.[1]

const said = (value: unknown): string | undefined =>
  typeof value === 'string' ? lineOf(value) : typeof value === 'number' ? String(value) : undefined

function draftOf(entry: unknown, at: number): Draft | undefined {
  if (typeof entry === 'string') return newDraft(lineOf(entry), at, at)
  if (!isObject(entry)) return undefined
  const draft = newDraft(said(field(entry, QUESTION)) ?? '', at, at)
  const why = said(field(entry, WHY))
  if (why) draft.why.push(why)
  const choices = field(entry, CHOICES)
  const entries: [string, unknown][] = Array.isArray(choices)
    ? choices.slice(0, MOST).map((choice): [string, unknown] => ['', choice])
    : Object.entries(isObject(choices) ? choices : {}).slice(0, MOST)
  for (const [name, choice] of entries) {
    const text =
      said(choice) ??
      (isObject(choice) ? said(field(choice, /^(?:text|label|value|option|title|name|answer)$/i)) : undefined)
    if (!text) continue
    const note = isObject(choice) ? said(field(choice, /^(?:description|note|why|reason)$/i)) : undefined
    const lettered = behindLetter(text)
    const marked = withoutMark(lettered?.rest ?? text)
    draft.choices.push({
      text: note ? `${marked.text} – ${note}` : marked.text,
      letter: lettered?.letter ?? (/^[a-h]$/i.test(name) ? name.toLowerCase() : undefined),
      recommended: marked.recommended || (isObject(choice) && field(choice, RECOMMENDED) === true),
    })
  }
  const recommended = field(entry, RECOMMENDED)
  // Programs count from 0.
  if (typeof recommended === 'number')
    draft.recommended.push(draft.choices[recommended]?.text ?? String(recommended))
  else if (typeof recommended === 'string') draft.recommended.push(lineOf(recommended))
  return draft
}
