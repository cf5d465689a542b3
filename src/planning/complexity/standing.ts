import { fold, type Sentence } from './words.ts'

/** Parts of a brief whose heading says that what is in them is not wanted, not yet, or somebody else's. */

export type Standing = 'plain' | 'denied' | 'later' | 'compared'

interface Area {
  start: number
  end: number
  standing: Standing
}

const TITLES: [Standing, RegExp][] = [
  [
    'denied',
    /^(?:explicit(?:ly)? )?(?:non[- ]?goals?|no goals|not (?:a )?goals?|anti[- ]?goals|out[- ]of[- ]scope|not in scope|(?:what (?:it|this|we) (?:is|does|do|will) not.*)|not (?:included|needed|wanted|required|planned|part of .*|in (?:this|the first) (?:version|release)|in v\d.*)|won.?t (?:have|do)|will not (?:have|do)|exclu(?:ded|sions?)|without|limits of scope|nicht[- ]?ziele|nicht (?:enthalten|im umfang|gewunscht|notig)|abgrenzung|ausgeschlossen|hors (?:du )?(?:perimetre|scope)|non[- ]objectifs|fuera de(?:l)? alcance|no objetivos|no incluido)$/,
  ],
  [
    'later',
    /^(?:(?:for )?later|not (?:now|for now|today)|future(?: (?:work|ideas|versions?|scope|plans?))?|some ?day|nice[- ]to[- ]haves?|(?:in )?v(?:ersion )?[2-9](?:\.\d)?|phase 2 ideas|ideas for later|not yet|post[- ]mvp|after (?:the )?(?:launch|mvp)|spater|plus tard|mas adelante)$/,
  ],
  [
    'compared',
    /^(?:competitors?|competition|alternatives?|inspirations?|similar (?:tools|products|projects)|prior art|related work|wettbewerb(?:er)?|concurrents?|competidores)$/,
  ],
]
const UNSPACED_TITLES: [Standing, RegExp][] = [
  ['denied', /^(?:対象外|対象外の機能|スコープ外|やらないこと|含まないもの|不要な機能|不包括|不做|非目标)$/],
  ['later', /^(?:将来|今後|将来の機能|今後の予定|以后|将来计划)$/],
]

/** Characters: no heading of this sort is longer. */
const TITLE = 60

/** In the text's order, not overlapping. Linear. */
export function standingsIn(text: string): Area[] {
  const areas: Area[] = []
  let open: (Area & { marked: boolean }) | undefined
  let start = 0
  let blank = false
  const close = (end: number) => {
    if (open) areas.push({ start: open.start, end, standing: open.standing })
    open = undefined
  }
  for (const line of text.split('\n')) {
    const said = line.trim()
    const marked = said.length < 100 && /^#{1,6}\s|^(?:\*\*|__)[^*_]+(?:\*\*|__)$/.test(said)
    const label = /^[^:：]{0,90}[:：][*_]*$/.test(said)
    const prose = blank && said !== '' && !/^(?:[-*+•]|\d{1,3}[.)])\s/.test(said)
    if (open && (marked || (!open.marked && (label || prose)))) close(start)
    const standing = marked || label ? standingOf(said) : 'plain'
    if (standing !== 'plain') open = { start, end: 0, standing, marked: marked && !label }
    else if (!open) areas.push(...inLine(line, start))
    blank = said === ''
    start += line.length + 1
  }
  close(text.length)
  return areas
}

/** "Out of scope: login, payments." */
function inLine(line: string, start: number): Area[] {
  const head = /^[^:：]{1,70}[:：]/.exec(line)?.[0] ?? ''
  const standing = head === '' ? 'plain' : standingOf(head)
  return standing === 'plain' ? [] : [{ start, end: start + line.length, standing }]
}

function standingOf(title: string): Standing {
  const bare = title
    .slice(0, 100)
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    .replace(/’/g, "'")
  if (bare.length > TITLE) return 'plain'
  const unspaced = UNSPACED_TITLES.find(([, pattern]) => pattern.test(bare))
  const folded = fold(bare)
  return (unspaced ?? TITLES.find(([, pattern]) => pattern.test(folded)))?.[0] ?? 'plain'
}

/** What stands at each of the sentences, in their order. */
export function standingOfEach(sentences: Sentence[], areas: Area[]): Standing[] {
  let at = 0
  return sentences.map(({ start }) => {
    while ((areas[at]?.end ?? Number.POSITIVE_INFINITY) <= start) at += 1
    const area = areas[at]
    return area && area.start <= start ? area.standing : 'plain'
  })
}
