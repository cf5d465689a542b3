/** Numbers as people spell them in headings: 3, three, III, drei, 三. */

const WORDS: Record<string, number> = {}
const LISTS = [
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen',
  'null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
  'zéro un deux trois quatre cinq six sept huit neuf dix onze douze',
  // Not eleven, which is an English word too: "all phases once more".
  'cero uno dos tres cuatro cinco seis siete ocho nueve diez - doce',
  '- une',
  '- una',
  '- i ii iii iv v vi vii viii ix x xi xii xiii xiv xv',
  '零 一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十',
]
for (const list of LISTS) for (const [number, word] of list.split(' ').entries()) WORDS[word] ??= number

/** For a pattern: with the flags `iu`. */
export const NUMBER = `\\d{1,3}|[零一二三四五六七八九十]{1,3}|(?:${Object.keys(WORDS)
  .filter((word) => /^[\p{L}]+$/u.test(word) && !/^[零一二三四五六七八九十]/.test(word))
  .sort((a, b) => b.length - a.length)
  .join('|')}|[a-h])(?![\\p{L}\\p{N}])`

/** undefined where it is no number. A single letter counts from A. */
export function numberOf(spelled: string): number | undefined {
  const word = spelled.normalize('NFKC').toLowerCase()
  if (/^\d{1,6}$/.test(word)) return Number(word)
  if (Object.hasOwn(WORDS, word)) return WORDS[word]
  return /^[a-h]$/.test(word) ? word.charCodeAt(0) - 96 : undefined
}
