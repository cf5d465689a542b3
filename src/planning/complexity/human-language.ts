import type { Sentence } from './words.ts'

/** Which language a brief is written in: the word lists know some of them better than others. */

export type HumanLanguage = 'en' | 'de' | 'fr' | 'es' | 'ja' | 'other' | 'unsaid'

/** Words that hold sentences together. Languages that are not known are there so as not to be taken for their neighbours. */
const MARKS: Record<string, string> = {
  en: 'the a an of and to with is are for that it in on from by without not no should which who can have has need needs users',
  de: 'der die das und mit ein eine einen einem einer ist sind fur von zu den dem des im auf nicht ohne kein keine soll sollen wird werden als auch aus bei oder konnen kann wir ich sich',
  fr: 'le la les des et une un avec pour est sont dans sur qui que du au aux pas sans par ou nous ne ce cette leurs leur chaque',
  es: 'el la los las y una un con para es son en que del al no sin por o se su sus como cada nuestro deben puede pueden',
  it: 'il lo gli di e che per con una un non della delle dei del sono nel senza ogni piu anche',
  pt: 'o os as um uma e com para em que do da dos das nao sem por se cada mais tambem sao usuarios',
  nl: 'het een de van voor met en niet geen zijn op naar ook dat die wordt zonder gebruikers',
  sv: 'och en ett for med som att inte det ar av till pa utan ska kan',
  pl: 'i w z na do sie nie jest dla oraz ktory ktora przez bez aplikacja',
  tr: 've bir ile icin bu da de olan olarak kullanici',
  id: 'dan yang untuk dengan di dari ini pengguna tidak',
  vi: 'va cua cho cac mot nguoi khong duoc trong',
  fi: 'ja on ei se joka etta ovat kayttaja',
  cs: 've se na je pro ktery bez aby nebo jako',
}
const KNOWN = new Set(['en', 'de', 'fr', 'es'])
const SETS = Object.entries(MARKS).map(([language, words]) => ({
  language,
  words: new Set(words.split(' ')),
}))
/** So many words without one that is known say that the language is not. */
const ENOUGH = 10

/** `known`: how many of its words the word lists know; a bare list of terms has no others. */
export function humanLanguageOf(text: string, sentences: Sentence[], known: number): HumanLanguage {
  const count = (script: RegExp) => text.match(script)?.length ?? 0
  const latin = count(/\p{Script=Latin}/gu)
  const kana = count(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu)
  const han = count(/\p{Script=Han}/gu)
  const letters = count(/\p{L}/gu)
  // Latin names of tools stand in texts of every script; a character of these says more than a letter.
  if (kana + han > 0 && (kana + han) * 3 >= latin) return kana > 0 ? 'ja' : 'other'
  if (letters - latin - kana - han > latin) return 'other'
  const words = sentences.flatMap((sentence) => sentence.words.map((word) => word.text))
  const counted = SETS.map(({ language, words: marks }) => ({
    language,
    hits: words.reduce((sum, word) => sum + (marks.has(word) ? 1 : 0), 0),
  })).sort((a, b) => b.hits - a.hits)
  const [best] = counted
  // One word alone may be anybody’s: "per second" is no Italian.
  const stray = best?.hits === 1 && !KNOWN.has(best.language)
  if (!best || stray || best.hits * 25 < words.length)
    return words.length >= ENOUGH && known * 10 < words.length ? 'other' : 'unsaid'
  return KNOWN.has(best.language) ? (best.language as HumanLanguage) : 'other'
}
