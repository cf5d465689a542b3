import { cutOff } from '../../cut-off.ts'
import { outline } from '../../outline.ts'
import { hasIds, missingOf } from '../missing.ts'
import type { Fault, Rule } from '../rule.ts'
import { inDesign } from '../sample.ts'

export const textCutOff: Rule = {
  id: 'text-cut-off',
  severity: 'error',
  reason: 'The rest of the document was never written, and is missing in all that follows from it.',
  good: inDesign(),
  bad: inDesign('Assumed: the village.\n', 'Assumed: the village pays for it, and the'),
  *document(view): Generator<Fault> {
    const last = view.statements.at(-1)
    if (!last) return
    const message = view.design
      ? missingOf(view, 'text:cut-off')
      : cutOff(outline(view.text), view.statements)
    // People often leave the last full stop out; no model has broken off there.
    if (view.key === 'brief' && !BROKEN_OFF.test(last.text)) return
    if (message === undefined || ENDED.test(view.text.slice(-NEAR_END))) return
    // Whether others end their last sentence with a full stop is not known.
    if (view.design && !hasIds(view.design) && message.includes('sentence') && !OPEN.test(last.text)) return
    yield {
      start: last.start,
      end: last.end,
      words: last.text,
      message,
      suggestion: 'Let it be continued, or finish the sentence.',
    }
  },
}

const NEAR_END = 400
/** Ends of prose that have no full stop and lack none. */
const ENDED = /(?:https?:\/\/\S{1,300}|-->|N\/A|\w\.\w{2,4})[)>*_\s]{0,5}$/
/** No sentence of a person ends like this. “to log in” does, and “plants die”. */
const BROKEN_OFF = /(?:[,、，(（–—]|\s(?:the|an?|and|or|of|und|oder|et))\s{0,3}$/
const OPEN =
  /(?:[,;:，、(–—]|\s(?:the|an?|and|or|of|to|with|for|in|by|that|which|und|oder|der|die|das|et|le|la|de|y|el))\s{0,3}$/i
