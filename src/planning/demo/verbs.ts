/** English verbs of briefs, by what they do to things: enough to tell an action from a name without a parser. */

export type Action =
  | 'create'
  | 'read'
  | 'find'
  | 'change'
  | 'remove'
  | 'send'
  | 'share'
  | 'bring'
  | 'give'
  | 'pay'
  | 'enter'
  | 'compute'
  | 'play'

const VERBS: Record<Action | 'other', string> = {
  other: 'run help let support work include offer provide need require have use handle allow',
  create:
    'add create enter record log write draft post submit save store capture upload book reserve order make define insert schedule plan attach register note keep collect build set request propose start join borrow lend rent',
  read: 'view see show display list browse read open track monitor preview render print visualize visualise report watch follow inspect explore access plot draw',
  find: 'search find filter sort query lookup group match discover locate rank',
  change:
    'fix edit update change modify rename move mark assign tag label categorize categorise organize organise rate configure customize customise toggle complete approve reject cancel archive merge reorder manage maintain split reset replace adjust choose select pick pin favorite favourite vote like comment review resize crop highlight format lint accept decline confirm transfer lock ban kick moderate water switch control adjust swap tick finish extend rewrite fill trim',
  remove: 'delete remove clear discard purge skip hide block revoke expire drop undo prune ignore',
  send: 'welcome greet send notify email remind alert invite message chat push warn announce forward deliver broadcast reply ping call',
  share: 'share publish release',
  bring:
    'import load parse fetch pull scrape ingest sync synchronize synchronise receive crawl scan poll listen copy mirror migrate',
  give: 'stream redirect export download generate convert output produce compress extract encode decode encrypt decrypt transform emit serve host return respond deploy bundle',
  pay: 'pay buy purchase charge refund donate bill invoice checkout sell bid',
  enter: 'login signin signup authenticate authorize authorise',
  compute:
    'calculate compute count sum estimate predict recommend detect compare analyze analyse classify score validate check verify translate summarize summarise transcribe measure deduplicate normalize normalise aggregate suggest evaluate optimize optimise simulate rebalance forecast recognize recognise highlight clean limit throttle retry route shorten execute solve test learn train quiz guess',
  play: 'steer play jump shoot win lose fight explore collect unlock spawn survive battle race dodge climb',
}

/** Words that name a thing as often as an action; alone they say nothing. */
const ALSO_NOUNS = new Set(
  'login signup signin checkout order book list report log post tag search message chat email rate score record file match plan note view review comment label filter group invoice bill call test race play draft format release bundle transfer update change copy stream scan record schedule store host set sort count sum check measure vote like pin push alert share load route run limit'.split(
    ' ',
  ),
)

const MOSTLY_NOUNS = new Set(
  'push rate email chat order message score race host bill test login signup signin checkout'.split(' '),
)

const PHRASAL: Record<string, Action> = {
  'log in': 'enter',
  'sign in': 'enter',
  'sign up': 'enter',
  'log out': 'enter',
  'set up': 'create',
  'back up': 'give',
  'look up': 'find',
  'check out': 'pay',
  'print out': 'give',
  'turn into': 'give',
  'turn on': 'change',
  'turn off': 'change',
}

export interface Verb {
  base: string
  /** None where the verb says nothing about what happens. */
  action?: Action
  form: 'base' | 'third' | 'gerund'
  /** How many words it takes. */
  words: number
  alsoNoun: boolean
  /** A name far more often: "push notifications", "email reminders". */
  mostlyNoun: boolean
}

const DOUBLING =
  /^(?:log|plan|tag|set|get|put|chat|scan|crop|swap|drop|ship|stop|run|win|bid|pin|skip|sum|sync|map|split|plot|submit|refer|hit|spin)$/

const FORMS = new Map<string, Pick<Verb, 'base' | 'action' | 'form'>>()
for (const [action, list] of Object.entries(VERBS) as [Action | 'other', string][]) {
  for (const base of list.split(' ')) {
    for (const [form, word] of [
      ['base', base],
      ['third', thirdPerson(base)],
      ['gerund', gerund(base)],
    ] as const)
      if (!FORMS.has(word)) FORMS.set(word, { base, action: action === 'other' ? undefined : action, form })
  }
}

/** The verb that a text begins with, if it is one we know. */
export function leadingVerb(text: string): Verb | undefined {
  const [first = '', second = ''] =
    text
      .toLowerCase()
      .match(/[a-z]+/g)
      ?.slice(0, 2) ?? []
  if (!text.toLowerCase().startsWith(first) || first === '') return undefined
  for (const [phrase, action] of Object.entries(PHRASAL)) {
    const [verb = '', particle] = phrase.split(' ')
    if (particle !== second) continue
    const form =
      first === verb
        ? 'base'
        : first === thirdPerson(verb)
          ? 'third'
          : first === gerund(verb)
            ? 'gerund'
            : undefined
    if (form) return { base: phrase, action, form, words: 2, alsoNoun: false, mostlyNoun: false }
  }
  const known = FORMS.get(first)
  return (
    known && {
      ...known,
      words: 1,
      alsoNoun: ALSO_NOUNS.has(known.base),
      mostlyNoun: MOSTLY_NOUNS.has(known.base),
    }
  )
}

export function thirdPerson(base: string): string {
  const [verb = '', ...rest] = base.split(' ')
  if (verb === 'have') return ['has', ...rest].join(' ')
  const form = /(?:s|x|z|ch|sh|o)$/.test(verb)
    ? `${verb}es`
    : /[^aeiou]y$/.test(verb)
      ? `${verb.slice(0, -1)}ies`
      : `${verb}s`
  return [form, ...rest].join(' ')
}

export function gerund(verb: string): string {
  if (DOUBLING.test(verb)) return verb === 'sync' ? 'syncing' : `${verb}${verb.at(-1)}ing`
  return /[^e]e$/.test(verb) ? `${verb.slice(0, -1)}ing` : `${verb}ing`
}
