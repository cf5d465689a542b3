import type { Kind } from './kinds.ts'
import type { Found } from './lexicon.ts'
import { NO_NAMES } from './services.ts'
import {
  AFTER_KIND,
  ANDS,
  DEFINITES,
  NOTS,
  ORS,
  PREPOSITIONS,
  STOPS,
  SUBJECTS,
  VERBS,
} from './word-classes.ts'
import type { Word } from './words.ts'

/**
 * What a kind's name is in its sentence. `head`: the product ("is a web app"). `part`: something it has beside ("with a
 * CLI"). `foreign`: somebody else's ("uses a library", "the GitHub API"). `plain`: it cannot be told.
 */
export type Role = 'head' | 'part' | 'foreign' | 'plain'

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))

const ARTICLES = words('a an one our the my this ein eine einen une un una nuestra unser unsere')
const MAKING = words(
  "is be are build building built builds create creating creates make making makes develop developing develops write writing writes want wants need needs implement implementing design designing plan planning become becomes called it's its like brauche brauchen ist baue bauen wollen mochte mochten werden entwickeln entwickle schreiben erstellen als as est creer developper ecrire veux voulons construire faire realiser es crear desarrollar escribir hacer quiero queremos necesito necesitamos sera soll sind",
)
const HAVING = words(
  'with and plus also including includes include has have offers offer provides provide exposes expose ships publishes mit und sowie bietet hat avec et ainsi offre con y tambien ofrece &',
)
const USING = words(
  'use uses using used via from through call calls calling consume consumes consuming on over against into query queries wrap wraps behind existing by of per fetch fetches talks talk to verwendet nutzt uber aus utilise depuis usa desde mediante',
)
/** What stands behind "the" is seldom what is being built. */
const OTHERS =
  /^(?:their|his|her|existing|public|external|official|other|another|any|every|each|all|such|these|those|many|some|several|popular)$/
/** Adjectives and names between an article and a kind. */
const BETWEEN = 6

export function roleOf(all: Word[], found: Found<unknown>, text: string, kind: Kind): Role {
  const word = all[found.first]
  if (!word) return 'plain'
  if (word.run) return roleInRun(text, found)
  if (kind === 'api' && isNamed(all, found.first)) return 'foreign'
  if (isModifier(all, found.last)) return 'plain'
  const { at, article } = before(all, found.first)
  const link = all[at]
  const gap = all[at + 1]?.gap ?? 'joined'
  // What is many is not what is being built: "for forums", "calls web services".
  const many =
    /s$/.test(all[found.last]?.text ?? '') && !/saas|ios|ss$|us$|is$/.test(all[found.last]?.text ?? '')
  const opens = !link || /comma|colon|dash|bracket|none/.test(gap)
  if (!opens && link) {
    if (HAVING.has(link.text)) return many ? 'plain' : 'part'
    const ours = isDefinite(all, found.first) && !/^(?:library|api)$/.test(kind)
    if (USING.has(link.text) && !ours)
      return /^(?:library|api|web|desktop|mobile)$/.test(kind) ? 'foreign' : 'plain'
    if (MAKING.has(link.text)) return many ? 'plain' : 'head'
    if (OTHERS.test(link.text)) return 'foreign'
    return 'plain'
  }
  if (link && gap === 'comma' && !many) return article ? 'part' : 'plain'
  return many ? 'plain' : 'head'
}

/** "library staff", "blog posts": the thing is named by what stands behind. */
function isModifier(all: Word[], last: number): boolean {
  const next = all[last + 1]
  if (!next || next.run || !/joined|hyphen/.test(next.gap)) return false
  const { text } = next
  if (/(?:ing|ed|wise)$/.test(text) || next.capital) return false
  return ![AFTER_KIND, PREPOSITIONS, STOPS, VERBS, ANDS, ORS, SUBJECTS, ARTICLES, HAVING, USING, MAKING].some(
    (set) => set.has(text),
  )
}

/** Back over "a small, fast open-source" to the word that says what the name is there for. */
function before(all: Word[], first: number): { at: number; article: boolean } {
  let at = first - 1
  let article = false
  for (let step = 0; step < BETWEEN && at >= 0; step += 1, at -= 1) {
    const word = all[at]
    const gap = all[at + 1]?.gap ?? 'joined'
    if (!word || word.run || !/joined|hyphen|comma/.test(gap)) break
    if (ARTICLES.has(word.text) && gap !== 'comma') {
      article = true
      at -= 1
      break
    }
    if (gap === 'comma' && !hasArticle(all, at)) break
    if (MAKING.has(word.text) || HAVING.has(word.text) || USING.has(word.text)) break
    if (PREPOSITIONS.has(word.text) || SUBJECTS.has(word.text) || OTHERS.test(word.text)) break
    if (
      /(?:s|ed)$/.test(word.text) &&
      !/(?:ss|us|is|ous|less|based|driven|source)$/.test(word.text) &&
      gap === 'joined'
    )
      break
  }
  return { at, article }
}

/** "a fast, small CLI": the comma stands among adjectives. */
const hasArticle = (all: Word[], at: number) =>
  [0, 1, 2].some((step) => ARTICLES.has(all[at - step]?.text ?? '')) && all[at]?.gap === 'joined'

/** "this web app does not …": whatever is denied, it is not the app. */
export function isDefinite(all: Word[], first: number): boolean {
  return (
    all[first]?.run !== true &&
    DEFINITES.has(all[first - 1]?.text ?? '') &&
    !NOTS.has(all[first - 2]?.text ?? '')
  )
}

/** "the GitHub API" */
function isNamed(all: Word[], first: number): boolean {
  const name = all[first - 1]
  if (!name || !/joined|hyphen/.test(all[first]?.gap ?? '')) return false
  return name.capital && first - 1 > 0 && !NO_NAMES.has(name.text) && !ARTICLES.has(name.text)
}

/** "…アプリを作りたい" */
function roleInRun(text: string, { end }: Found<unknown>): Role {
  const behind = text.slice(end, end + 14)
  if (/^(?:を(?:作|つく|開発|構築|実装|書|做)|です|である|だ[。\s]|が(?:欲|ほ)しい|[。\n]|$|。)/.test(behind))
    return 'head'
  if (/^(?:を(?:使|利用|用い|呼)|経由|から)/.test(behind)) return 'foreign'
  return 'plain'
}
