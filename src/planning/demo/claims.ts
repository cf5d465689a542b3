import { aOrAn, capital } from './safe-text.ts'
import { type Action, leadingVerb, thirdPerson, type Verb } from './verbs.ts'

/** What one statement of the brief claims about the product, as sentences about one behaviour each. */
export interface Claim {
  /** Plain text, one sentence without its full stop. */
  text: string
  action?: Action
  /** What the action is done to, as the person wrote it. */
  object?: string
  /** It says what there shall not be. */
  negative: boolean
  /** A name of something, without saying what it does. */
  bare: boolean
}

export interface Voice {
  /** Who acts where the person names nobody: "A user", "The tool". */
  actor: string
  /** What is built: "The app", "The tool". */
  product: string
  /** People act ("can export"), programs do ("exports"). */
  actorCan: boolean
  /** What the program does by itself where a brief says only "send …". */
  itself: readonly Action[]
}

const ORDERED =
  /^(?:(?:i|we)(?:'d| would)? (?:want|need|like|wish)(?: to (?:have|build|create|make|develop|write))?|(?:build|create|make|develop|write|design|implement|program)(?: me| us)?|it'?s|this is|looking for)\s+(?=an?\s|the\s|my\s)/i
const DEFINED = /^(?:an?|the)\s+((?:[^\s,]+\s+){0,7}?[^\s,]+)\s+(that|which|where|to|for|with)\s+(.+)$/i
/** Without an article only where what follows is surely said of the product. */
const NAMED_FIRST = /^((?:[^\s,]+\s+){0,6}?[^\s,]*[^\s,s])\s+(that|which|where)\s+(.+)$/i
const THERE = /^there (?:should|must|will|has to|needs to) be\s+(.+)$/i
const WISH_FOR =
  /^(?:(?:i|we)(?:'d| would)? (?:want|need|like)\s+)?([\p{L} ]{1,60}?)\s+(?:wants? to|to be able to|(?<=^(?:i|we) \p{L}+ \p{L}+ )to)\s+(.+)$/iu
const WANTED = /^(?:i|we)(?:'d| would)? (?:want|need|like)\s+(?!to\s)/i
const WISH = /^(?:i|we)(?:'d| would)? (?:want|need|like|wish)(?: to be able)? to\s+(.+)$/i
const STORY =
  /^as an?\s+([^,]{1,60}?),?\s+(?:i|we)\s+(?:(?:want|need|would like|should be able)(?: to be able)? to|can)\s+(.+)$/i
const MODAL =
  /^(.{1,80}?\b(?:can|must|should|shall|may|will|could|might)(?: also| only| always)?(?: be able to)?|.{1,60}?\bneeds? to|.{1,40}?\b(?:lets?|allows?|helps?|enables?) (?:users?|people|me|us|you|them|everyone|\w+s)(?: to)?)\s+(.+)$/i
const NEGATIVE =
  /^(?:no|without|not?)\s|\b(?:must|should|shall|may|can|will|does|do|is|are) ?not\b|\b(?:never|cannot|can't|won't|don't|doesn't|isn't|shouldn't|mustn't)\b|^(?:kein|keine|keinen|ohne|sans|pas de|sin|nada de|senza)\s|(?:なし|不要|しない|ません)$|\bout of scope\b|\bnot (?:needed|required|necessary)\b/i

/** The claims of a statement in English; one in another language stays as it is written. */
export function claimsOf(statement: string, voice: Voice, english: boolean): Claim[] {
  const negative = NEGATIVE.test(statement)
  if (!english) return [{ text: statement, negative, bare: isName(statement) }]
  const ordered = statement.replace(ORDERED, '').replace(WANTED, '')
  if (/^(?:no|without)\s/i.test(ordered)) return absences(ordered)
  const story = STORY.exec(ordered)
  if (story) return acts(`${capital(aOrAn(story[1] ?? ''))} can`, ofOthers(story[2] ?? ''), 'base')
  const wish = WISH.exec(ordered)
  if (wish) return acts(subjectOf(voice), ofOthers(wish[1] ?? ''), voice.actorCan ? 'base' : 'third')
  const there = THERE.exec(ordered)
  if (there) return [{ text: there[1] ?? '', negative: false, bare: true }]
  const wanted = WISH_FOR.exec(ordered)
  if (wanted && !negative) return acts(`${wanted[1]} can`, ofOthers(wanted[2] ?? ''), 'base')
  const defined = DEFINED.exec(ordered) ?? NAMED_FIRST.exec(ordered)
  if (defined && !MODAL.test(`${defined[1]} x`)) {
    const claims = definition(defined[1] ?? '', defined[2]?.toLowerCase() ?? '', defined[3] ?? '', voice)
    if (claims) return claims
  }
  const product =
    /^(?:it|this|that|the (?:app|application|tool|program|system|site|website|service|library|game))\s+/i.exec(
      ordered,
    )
  const rest = product ? ordered.slice(product[0].length) : ordered
  const does = leadingVerb(rest)
  if (product && does?.form === 'third') return acts(voice.product, ofOthers(rest), 'third')
  const modal = MODAL.exec(product ? `${voice.product} ${rest}` : ordered)
  if (modal && !negative) {
    const [, subject = '', predicate = ''] = modal
    return /^(?:i|we)\s/i.test(subject)
      ? acts(subjectOf(voice), ofOthers(predicate), voice.actorCan ? 'base' : 'third')
      : acts(subject.replace(/\b(?:me|us)\b/i, 'people'), ofOthers(predicate), 'base')
  }
  const bareModal = /^(must|should|shall|has to|needs to)\s+(?!not\b)(.+)$/i.exec(ordered)
  if (bareModal && !negative)
    return acts(`${voice.product} ${bareModal[1]?.toLowerCase()}`, bareModal[2] ?? '', 'base')
  const verb = leadingVerb(ordered)
  if (verb && verb.form !== 'third' && isAction(ordered, verb)) {
    const program = verb.action === undefined || !voice.actorCan || voice.itself.includes(verb.action)
    return acts(program ? voice.product : subjectOf(voice), ordered, program ? 'third' : 'base')
  }
  if (verb?.form === 'third' && ordered.includes(' ') && !verb.alsoNoun)
    return acts(voice.product, ordered, 'third')
  const text = product ? `${voice.product} ${rest}` : ordered
  const labelled = /^([^:]{1,40}):\s+(.+)$/.exec(text)
  if (labelled && leadingVerb(labelled[2] ?? '')?.form === 'base') {
    const often = /\b(?:nightly|daily|hourly|weekly|monthly)\b/i.exec(labelled[1] ?? '')
    const runs = often
      ? [{ text: `${voice.product} runs ${often[0].toLowerCase()}`, negative: false, bare: false }]
      : []
    return [...runs, ...claimsOf(labelled[2] ?? '', voice, true)]
  }
  if (!negative) {
    const sentence = withSubject(text)
    if (sentence) return acts(sentence.subject, sentence.predicate, sentence.form)
    const names = namesIn(text)
    if (names.length > 1)
      return names.flatMap((name) =>
        NEGATIVE.test(name) ? absences(name) : [{ text: name, negative: false, bare: true }],
      )
  }
  return [{ text, negative, bare: isName(text) }]
}

/** "The player steers a ship", "Managers publish plans": a short subject before a verb that agrees with it. */
function withSubject(
  text: string,
): { subject: string; predicate: string; form: 'base' | 'third' } | undefined {
  const words = text.split(' ')
  for (let at = 1; at <= Math.min(4, words.length - 2); at += 1) {
    const predicate = words.slice(at).join(' ')
    const verb = leadingVerb(predicate)
    if (!verb || verb.mostlyNoun) continue
    const before = words[at - 1] ?? ''
    if (/[,:;()]$/.test(before)) return undefined
    const many = /(?:[^s]s|people|children|everyone)$/i.test(before)
    const subject = words.slice(0, at).join(' ')
    if (verb.form === 'third' && !many && (!verb.alsoNoun || DETERMINED.test(words[at + verb.words] ?? '')))
      return { subject, predicate, form: 'third' }
    if (verb.form === 'base' && many && (!verb.alsoNoun || at === 1))
      return { subject, predicate, form: 'base' }
  }
  return undefined
}

const DETERMINED = /^(?:an?|the|all|my|their|its|each|every|new|to|in|on|when)$/i

/** "Dark mode, search, tags": names in a row, without a verb. */
function namesIn(text: string): string[] {
  if (/\b(?:is|are|be|was|has|have|does|do|will|when|if|that|which|because)\b/i.test(text)) return []
  const names = text.split(/,\s*(?:and\s+)?(?![^(]*\))/).map((name) => name.trim())
  return names.every((name) => name !== '' && name.split(' ').length <= 6) ? names : []
}

/** What "I" do with "my" things, told of others. */
const ofOthers = (text: string) =>
  text
    .replace(/\b(helps?|lets?|allows?|enables?) (?:me|us)\b/gi, '$1 people')
    .replace(/\b(?:my|our)\b/gi, 'their')
    .replace(/\b(?:me|us)\b/gi, 'them')
    .replace(/\b(?:I|we) am\b/g, 'they are')
    .replace(/\b(?:I|we)\b/g, 'they')

const subjectOf = (voice: Voice) => (voice.actorCan ? `${voice.actor} can` : voice.actor)

/** "export csv" is an action, "order history" or "chat" is a name. */
function isAction(text: string, verb: Verb): boolean {
  const rest = text.split(/\s+/).slice(verb.words)
  if (rest.length === 0) return !verb.alsoNoun
  const determined = /^(?:an?|the|all|my|their|new|each|every|to|by|from|it|them|own)$/i.test(rest[0] ?? '')
  if (verb.mostlyNoun || (verb.alsoNoun && verb.form === 'gerund')) return determined
  if (!verb.alsoNoun) return true
  return rest.length > 2 || determined || (rest.length === 1 && /[^s]s$/.test(rest[0] ?? ''))
}

function isName(text: string): boolean {
  return (
    text.split(/\s+/).length <= 5 &&
    !/\b(?:is|are|be|can|must|should|has|have|does|do|will|when|if|ist|sind|soll|kann|est|sont|doit|es|son|debe)\b/i.test(
      text,
    )
  )
}

/** "No ads, no tracking and no login" */
function absences(text: string): Claim[] {
  const word = /^without/i.test(text) ? 'without ' : 'no '
  return text
    .replace(/^(?:no|without)\s+/i, '')
    .split(/,\s*(?:and\s+|or\s+)?(?:no\s+|without\s+)?|\s+(?:and|or)\s+(?:no\s+|without\s+)?/i)
    .filter((item) => item.trim() !== '')
    .map((item) => ({
      text:
        word === 'no '
          ? `There ${/[^s]s$/.test(item.trim()) ? 'are' : 'is'} no ${item.trim()}`
          : `It works without ${item.trim()}`,
      negative: true,
      bare: false,
    }))
}

function definition(noun: string, link: string, rest: string, voice: Voice): Claim[] | undefined {
  // "A user can …" and "The list is …" are sentences, not definitions.
  if (/\b(?:can|must|should|is|are|has|have|will)\b/i.test(noun)) return undefined
  const verb = leadingVerb(rest)
  switch (link) {
    case 'that':
    case 'which':
      if (verb?.form === 'third') return acts(voice.product, ofOthers(rest), 'third')
      if (!/^(?:is|has|does|works?|can|must|should|will|needs|runs?|lets|helps|makes)\b/i.test(rest))
        return undefined
      return MODAL.test(`It ${rest}`) && !NEGATIVE.test(rest)
        ? claimsOf(`It ${rest}`, voice, true)
        : [{ text: `${voice.product} ${rest}`, negative: NEGATIVE.test(rest), bare: false }]
    case 'where':
      return claimsOf(capital(rest), voice, true)
    case 'to':
      return verb ? acts(subjectOf(voice), rest, voice.actorCan ? 'base' : 'third') : undefined
    case 'for':
      if (verb?.form === 'gerund') return acts(subjectOf(voice), rest, voice.actorCan ? 'base' : 'third')
      return nested(`${voice.product} is ${aOrAn(noun)} for `, rest, voice)
    default:
      return [
        ...(noun.split(' ').length > 1 && listed(rest).length < 2
          ? [{ text: `${voice.product} is ${aOrAn(noun)}`, negative: false, bare: false }]
          : []),
        ...listed(rest).map((item) => ({
          text: `${voice.product} has ${item}`,
          negative: false,
          bare: false,
        })),
      ]
  }
}

/** "A web app for dentists to book rooms" */
function nested(before: string, rest: string, voice: Voice): Claim[] {
  const use = /^(.{1,60}?)\s+(to|that|where)\s+(.+)$/i.exec(rest)
  const verb = use && leadingVerb(use[3] ?? '')
  if (use && use[2] === 'to' && verb?.form === 'base')
    return acts(`${capital(use[1] ?? '')} can`, use[3] ?? '', 'base')
  if (use && use[2] === 'that' && leadingVerb(use[3] ?? '')?.form === 'third')
    return acts(voice.product, use[3] ?? '', 'third')
  if (use && use[2] === 'where') return claimsOf(use[3] ?? '', voice, true)
  return [{ text: before + rest, negative: false, bare: false }]
}

function listed(text: string): string[] {
  const items = text.split(/,\s*(?:and\s+)?|\s+and\s+/).map((item) => item.trim())
  return items.length > 1 && items.every((item) => item !== '' && item.split(' ').length <= 6)
    ? items
    : [text]
}

const BEFORE_OBJECT = /^(?:an?|the|all|my|their|his|her|our|your|its|each|every|some|any|own|new)\s+/i
const PREPOSITION =
  /\s+(?:to|with|by|from|in|on|for|of|as|into|at|that|which|when|where|via|through|using|after|before|between|without|so|if|per|over|under|across|every|until|back|within|and)\s/i

/** One claim for each thing that the subject does: "upload photos, tag them and search by tag" are three. */
function acts(subject: string, predicate: string, form: 'base' | 'third'): Claim[] {
  const pieces = predicatesOf(predicate)
  const firstObject = pieces.map(({ object }) => object).find((object) => object !== '') ?? ''
  const claims: Claim[] = []
  for (const [index, piece] of pieces.entries()) {
    const { verb } = piece
    let { rest } = piece
    // "create, edit and delete notes": the object stands behind the last verb.
    if (rest === '' && verb) {
      const next = pieces.slice(index + 1).find((later) => later.rest !== '')
      if (next) rest = next.rest
    }
    if (index > 0 && firstObject !== '') rest = rest.replace(/^(?:them|these|those)\b/i, firstObject)
    const word = verb ? (form === 'base' ? verb.base : thirdPerson(verb.base)) : ''
    for (const item of verb ? objectsOf(rest) : [rest]) {
      const text = [subject, word, item].filter((part) => part !== '').join(' ')
      claims.push({
        text,
        action: verb?.action,
        object: verb ? objectOf(item) || undefined : undefined,
        negative: false,
        bare: false,
      })
    }
  }
  return claims
}

function predicatesOf(predicate: string): { verb?: Verb; rest: string; object: string }[] {
  const found: { verb?: Verb; rest: string; object: string }[] = []
  let bareBefore = false
  const parts = predicate.split(/(,\s*(?:and\s+then\s+|and\s+|then\s+)?|\s+and\s+then\s+|\s+and\s+)/)
  for (let index = 0; index < parts.length; index += 2) {
    // "checks links and can fix them"
    const part = (parts[index] ?? '')
      .trim()
      .replace(/^(?:can|also|optionally)\s+(?=[a-z])/i, index > 0 ? '' : '$&')
    const helped = part !== (parts[index] ?? '').trim()
    if (part === '') continue
    const joiner = parts[index - 1] ?? ''
    const verb = leadingVerb(part)
    const rest = verb ? part.split(/\s+/).slice(verb.words).join(' ') : part
    const last = found.at(-1)
    const begins =
      verb && (last === undefined || !verb.alsoNoun || rest.includes(' ') || isPlural(rest) || bareBefore)
    const sameForm = helped || !last?.verb || (verb?.form ?? '') === last.verb.form
    if (last && !(begins && sameForm)) {
      last.rest += joiner + part
      bareBefore = false
    } else {
      found.push({ verb, rest, object: objectOf(rest) })
      bareBefore = verb !== undefined && rest === ''
    }
  }
  return found
}

const isPlural = (rest: string) => /^[^\s]+[^s\s]s$/.test(rest) || /^(?:them|it|these|those)$/i.test(rest)

/** "customers, orders and invoices" are three objects; two joined by "and" belong together more often than not. */
function objectsOf(rest: string): string[] {
  const items = rest.split(/,\s*(?:and\s+)?|\s+and\s+/)
  const plain = items.length >= 3 && items.length <= 8 && rest.includes(',')
  return plain &&
    items.every((item) => item !== '' && item.split(' ').length <= 3 && !PREPOSITION.test(` ${item} `))
    ? items
    : [rest]
}

function objectOf(rest: string): string {
  const [object = ''] = ` ${rest} `.split(PREPOSITION)
  const name = object.trim().replace(BEFORE_OBJECT, '')
  return name.split(' ').length <= 4 ? name : ''
}
