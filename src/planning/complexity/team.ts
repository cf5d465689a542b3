import type { Sentence, Word } from './words.ts'

/** How many people build it, where a brief says so. "Teams of up to 50" that use it are others. */

export interface Stated {
  people: number
  start: number
  end: number
}

const NUMBERS: Record<string, number> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  ein: 1,
  eine: 1,
  einem: 1,
  zwei: 2,
  drei: 3,
  vier: 4,
  funf: 5,
  sechs: 6,
  sieben: 7,
  acht: 8,
  neun: 9,
  zehn: 10,
  zwolf: 12,
  un: 1,
  deux: 2,
  trois: 3,
  quatre: 4,
  cinq: 5,
  sept: 7,
  huit: 8,
  neuf: 9,
  dix: 10,
  douze: 12,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  seis: 6,
  siete: 7,
  ocho: 8,
  nueve: 9,
  diez: 10,
  doce: 12,
}
/** Nobody gives a larger team a page like this one to fill in. */
const MOST = 500

const TEAMS = /^(?:team|teams|crew|squad|equipe|equipo|entwicklerteam|entwicklungsteam|dev)$/
const OF = /^(?:of|von|aus|mit|de|with|is|has|ist|est|es|are|consists|size|besteht|compte|tiene)$/
const BUILDERS =
  /^(?:developers?|devs?|engineers?|programmers?|coders?|designers?|entwicklern?|entwicklerinnen|programmierern?|developpeurs?|developpeuses?|desarrolladores|desarrollador|desarrolladoras?|programadores|ingenieurs?|ingenieros?)$/
/** They use it or play it. */
const OTHERS =
  /^(?:players?|users?|customers?|members?|students?|pupils?|employees?|clients?|companies|spieler|nutzer|benutzer|kunden|joueurs|utilisateurs|jugadores|usuarios|volunteers?|drivers?|nurses?|doctors?|agents?|animals?|horses?|dogs?|robots?|drones?|cards?|heroes|monsters?)$/
/** Before a number they make it one of users: "for 20 developers". */
const FOR =
  /^(?:for|by|to|among|between|fur|pour|para|serves?|support|supports|per|each|every|up|thousands|hundreds|million)$/
const ALONE = /^(?:alone|solo|myself|allein|alleine|seul|seule)$/

export function teamIn({ words }: Sentence, text: string): Stated[] {
  const found: Stated[] = []
  for (const [at, word] of words.entries()) {
    if (word.run) {
      found.push(...inRun(word, text))
      if (/^(?:人|名)/.test(word.text)) found.push(...countedBefore(words, at))
      continue
    }
    const said = teamAt(words, at)
    const last = said && words[said.last]
    if (said && last && said.people >= 1 && said.people <= MOST)
      found.push({ people: said.people, start: words[said.first ?? at]?.start ?? word.start, end: last.end })
  }
  return found
}

interface Spot {
  people: number
  first?: number
  last: number
}

function teamAt(words: Word[], at: number): Spot | undefined {
  const text = words[at]?.text ?? ''
  const next = words[at + 1]?.text ?? ''
  const before = words[at - 1]?.text ?? ''
  if (TEAMS.test(text) && !/^teams$/.test(text) && !isForThem(words, at)) {
    // "a team of five", "our team is 5 people", "ein Team aus drei Leuten"
    const number = [1, 2, 3, 4].find((step) => numberOf(words[at + step]) !== undefined)
    const link = words.slice(at + 1, at + (number ?? 1))
    if (
      number &&
      link.length > 0 &&
      link.every(
        (word) => OF.test(word.text) || /^(?:about|only|just|some|environ|etwa|unos)$/.test(word.text),
      )
    )
      if (!OTHERS.test(words[at + number + 1]?.text ?? ''))
        return { people: numberOf(words[at + number]) ?? 0, last: at + number }
  }
  const count = numberOf(words[at])
  if (count !== undefined && !FOR.test(before) && before !== 'of') {
    const builders = [1, 2].find((step) => BUILDERS.test(words[at + step]?.text ?? ''))
    const joined = words.slice(at + 1, at + 1 + (builders ?? 0)).every(({ gap }) => /joined|hyphen/.test(gap))
    if (
      builders &&
      joined &&
      (/^\d/.test(text) || count > 1 || builders === 1) &&
      !isUsing(words, at + builders + 1)
    )
      return { people: count, last: at + builders }
    // "five-person team", "two people will build it", "five of us"
    if (
      /^(?:person|man|people|member|kopfiges|kopfige|kopfigen)$/.test(next) &&
      /^(?:team|crew|startup|company|project|band|shop)$/.test(words[at + 2]?.text ?? '') &&
      !isForThem(words, at)
    )
      return { people: count, last: at + 2 }
    if (next === 'of' && words[at + 2]?.text === 'us') return { people: count, last: at + 2 }
    if (
      /^(?:we|wir|nous|somos)$/.test(words[at - 2]?.text ?? '') &&
      /^(?:are|sind|sommes)$/.test(before) &&
      !/^(?:years?|months?|weeks?|days?|minutes?|hours?|percent|km|miles)$/.test(next)
    )
      return { people: count, first: at - 2, last: at }
    if (before === 'somos' || (before === 'wir' && next === 'leute'))
      return { people: count, first: at - 1, last: at }
  }
  return aloneAt(words, at)
}

function aloneAt(words: Word[], at: number): Spot | undefined {
  const text = words[at]?.text ?? ''
  const next = words[at + 1]?.text ?? ''
  const before = words[at - 1]?.text ?? ''
  if (
    /^(?:solo|single|lone|sole|indie)$/.test(text) &&
    (BUILDERS.test(next) || /^(?:project|founder|effort|maker)$/.test(next)) &&
    !FOR.test(before) &&
    !(FOR.test(words[at - 2]?.text ?? '') && /^(?:a|an|every|each|the)$/.test(before))
  )
    return BUILDERS.test(next) && /s$/.test(next) ? undefined : { people: 1, last: at + 1 }
  if (text === 'just' && next === 'me') return { people: 1, last: at + 1 }
  if (text === 'me' && next === 'and' && /^(?:a|my)$/.test(words[at + 2]?.text ?? ''))
    return { people: 2, last: at + 3 }
  if (text === 'zu' && /^(?:zweit|dritt|viert)$/.test(next))
    return { people: { zweit: 2, dritt: 3, viert: 4 }[next] ?? 2, last: at + 1 }
  if (ALONE.test(text) && isByMe(words, at)) return { people: 1, last: at }
  if (text === 'own' && before === 'my' && words[at - 2]?.text === 'on' && isByMe(words, at))
    return { people: 1, first: at - 2, last: at }
  return undefined
}

/** "I build it alone", "je travaille seul": somebody speaks of himself. */
const isByMe = (words: Word[], at: number) =>
  words
    .slice(Math.max(0, at - 8), at + 4)
    .some(({ text }) => /^(?:i|im|ich|je|j|ill|myself|working|developing)$/.test(text))

const isForThem = (words: Word[], at: number) =>
  words
    .slice(Math.max(0, at - 3), at)
    .some(({ text, gap }) => FOR.test(text) && gap !== 'comma' && !/^by$/.test(text))

/** "two developers can edit at once", "10 engineers use it" */
const isUsing = (words: Word[], at: number) =>
  /^(?:can|use|uses|using|who|edit|share|play|subscribe|may|per|already|rely|love|in|around|worldwide)$/.test(
    words[at]?.text ?? '',
  )

function numberOf(word: Word | undefined): number | undefined {
  if (!word || word.run) return undefined
  if (/^\d{1,3}$/.test(word.text)) return Number(word.text)
  return Object.hasOwn(NUMBERS, word.text) ? NUMBERS[word.text] : undefined
}

const KANJI = '一二三四五六七八九十'

/** "一人で開発", "二人のチーム", "個人開発" */
function inRun(word: Word, text: string): Stated[] {
  const found: Stated[] = []
  for (const match of text
    .slice(word.start, word.end)
    .matchAll(
      /個人開発|([一二三四五六七八九十])(?:人|名)(?:で(?:開発|作|実装|やる|制作)|の(?:チーム|開発|エンジニア)|チーム|体制)/g,
    )) {
    const people = match[1] === undefined ? 1 : KANJI.indexOf(match[1]) + 1
    const start = word.start + match.index
    found.push({ people, start, end: start + match[0].length })
  }
  return found
}

/** "5人のチーム", "開発者3名": the number is a word of its own. */
function countedBefore(words: Word[], at: number): Stated[] {
  const count = words[at - 1]
  const run = words[at]
  const people = numberOf(count)
  if (!count || !run || people === undefined || people < 1) return []
  const before = words[at - 2]
  const builders =
    before?.run && /(?:開発者|エンジニア|チームは|開発チーム|メンバー|体制は)(?:は|が)?$/.test(before.text)
  if (
    !builders &&
    !/^(?:人|名)(?:で(?:開発|作|実装|制作)|の(?:チーム|開発|エンジニア)|チーム|体制)/.test(run.text)
  )
    return []
  return [{ people, start: count.start, end: run.start + 1 }]
}

/** More people build more, and have more to agree about. */
export function factorOf(people: number | undefined): number {
  if (people === undefined) return 1
  if (people <= 1) return 0.9
  if (people <= 3) return 1
  if (people <= 6) return 1.1
  if (people <= 12) return 1.2
  return 1.3
}
