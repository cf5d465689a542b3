import { KIND_WORDS, KINDS, type Kind } from './kinds.ts'
import { Lexicon } from './lexicon.ts'
import { NO_SERVICES, SERVICES } from './services.ts'
import { NEAR_WORDS, WEIGHTS } from './weights.ts'

/** What a phrase of a brief can stand for. */
export type Signal =
  | { sort: 'kind'; kind: Kind; hint: boolean }
  | { sort: 'weight'; weight: string; weak?: true }
  | { sort: 'service'; service: string }
  /** "just a small script": how big its writer believes it to be. */
  | { sort: 'size'; size: 'small' | 'large' }
  /** It only sounds like something; longer than that, it takes its place. */
  | { sort: 'nothing' }

const SMALL =
  'simple, tiny, minimal, trivial, small tool, small script, little tool, little script, weekend project, toy project, quick hack, one file, single file, einfach, einfache, einfaches, kleine, kleines, winzig*, tout simple, petite, petit, sencilla, sencillo, pequena, pequeno, 簡単な, 小さな, シンプルな, 简单的'

export const SIGNALS: Lexicon<Signal> = lexicon()

function lexicon(): Lexicon<Signal> {
  const lexicon = new Lexicon<Signal>()
  for (const kind of KINDS) {
    lexicon.add(KIND_WORDS[kind].names, { sort: 'kind', kind, hint: false })
    lexicon.add(KIND_WORDS[kind].hints ?? '', { sort: 'kind', kind, hint: true })
  }
  for (const { name, phrases, weak } of WEIGHTS) {
    lexicon.add(phrases, { sort: 'weight', weight: name })
    if (weak) lexicon.add(weak.phrases, { sort: 'weight', weight: name, weak: true })
  }
  for (const { name, phrases, brings } of SERVICES) {
    const written = phrases ?? name.toLowerCase()
    lexicon.add(written, { sort: 'service', service: name })
    if (brings) lexicon.add(written, { sort: 'weight', weight: brings })
  }
  lexicon.add(SMALL, { sort: 'size', size: 'small' })
  lexicon.add(`${NEAR_WORDS}, ${NO_SERVICES}`, { sort: 'nothing' })
  return lexicon
}

/** Words beside which a weight's weak phrases mean something else; the weight's name is what is found. */
export const VOIDING_WORDS: Lexicon<string> = WEIGHTS.reduce(
  (lexicon, { name, weak }) => (weak ? lexicon.add(weak.unless, name) : lexicon),
  new Lexicon<string>(),
)
