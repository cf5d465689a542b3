const MOST_WORDS = 7
const MOST_CHARS = 48

/** How people begin when they say what they want; what follows is the thing. */
const LEADS =
  /^(?:(?:hi|hello|please|so|ok(?:ay)?)[,!]?\s+)*(?:(?:i|we)(?:\s+would|['’]d)?\s+(?:want|need|like|wish|am looking|are looking)(?:\s+(?:to\s+(?:have|build|make|create|write|develop)|for))?|(?:let['’]?s|help (?:me|us)(?: to)?|can you)?\s*(?:build|make|create|write|develop|design|plan)(?:\s+(?:me|us))?|there (?:should|must) be|(?:ich|wir) (?:möchten?|wollen|brauchen?|will|brauche))\s+/iu
const ARTICLES =
  /^(?:an?|the|some|eine?[nmrs]?|der|die|das|une?|l[ea]s?|el|los|las|una?|um|uma|o|os|il|lo|gli)\s+/iu
/** Words that lead on to something, and are none to end with. */
const LEADS_ON =
  /^(?:an?|the|of|for|with|and|or|to|in|on|at|by|from|that|which|who|where|when|so|is|are|its|their|my|our|your|about|into|as|und|oder|für|mit|von|zu|im|in|der|die|das|ein|eine|et|ou|de|du|des|pour|avec|y|o|para|con)$/iu
/** Where the thing has been named, and it is said what it does. */
const ENDS = /[.!?:;](?:\s|$)|[()[\]{}|]|\s[–—-]\s|[。！？；：、，]|,\s/u

/**
 * A name for an idea, from its first words: at most 7 words and 48 characters, one line, without marks of Markdown. Empty where the
 * idea has no word.
 */
export function shortName(idea: string): string {
  const line = idea
    .slice(0, 2000)
    .split('\n')
    .map((each) =>
      each
        .replace(/^[\s#>*+\-\d.)]+/u, '')
        .replace(/[*_`~"“”„«»]/gu, '')
        .replace(/[<>]/g, ' '),
    )
    .find((each) => /[\p{L}\p{N}]/u.test(each))
  if (line === undefined) return ''
  const bare = line.trim().replace(LEADS, '').replace(ARTICLES, '')
  const end = bare.search(ENDS)
  const said = (end > 0 ? bare.slice(0, end) : bare).trim() || line.trim()
  const words = said.split(/\s+/u).slice(0, MOST_WORDS)
  while (words.length > 1 && words.join(' ').length > MOST_CHARS) words.pop()
  while (words.length > 1 && LEADS_ON.test(words.at(-1) ?? '')) words.pop()
  const name = [...words.join(' ')]
    .slice(0, MOST_CHARS)
    .join('')
    .replace(/[\p{P}\s]+$/u, '')
  const [first = '', ...rest] = name
  return `${first.toUpperCase()}${rest.join('')}`
}
