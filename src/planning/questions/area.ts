import type { Bit } from './bits.ts'
import { type Draft, type DraftChoice, newDraft } from './draft.ts'
import { questionColumn } from './heads.ts'
import { asks, behindLetter, behindPhrase, type Label, labelIn, withoutMark } from './words.ts'

/** What stands below a question and belongs to none of its pieces. */
export interface Area {
  draft: Draft
  rest: string[]
}

/** The question that begins with `head`, with what stands between it and the next. */
export function readArea(head: Bit, below: readonly Bit[]): Area {
  if (head.kind === 'row') return { draft: rowDraft(head), rest: below.map(({ text }) => text) }
  const reader = new AreaReader(head)
  for (const bit of below) reader.read(bit)
  return reader.end()
}

const RECOMMENDED_WORDS = 'recommended|recommendation|suggested|default|empfohlen|empfehlung|推奨|推荐'
const RECOMMENDED_IN = new RegExp(
  `[([（]\\s*(?:${RECOMMENDED_WORDS})\\s*[:：]\\s*([^)\\]）]{1,200})[)\\]）]|(?<=[?.;,)？。]\\s{0,3})(?:${RECOMMENDED_WORDS})\\s*[:：]\\s*(.{1,200})$`,
  'i',
)
const CHOICES_IN =
  /\s(?:options?|choices?|choose(?: from| between)?|optionen|opciones|選択肢|选项)\s*[:：]\s*/i

class AreaReader {
  private readonly draft: Draft
  private readonly rest: string[] = []
  /** Of a label that stands alone: what the next bits are. */
  private mode: Label | undefined
  private indent: number | undefined
  /** Answers in brackets behind the question, where no others are given. */
  private inBrackets: string | undefined

  constructor(private readonly head: Bit) {
    this.draft = newDraft('', head.start, head.end)
    const label = labelIn(head.text)
    this.ask(label?.label === 'question' && label.rest !== '' ? label.rest : head.text)
  }

  read(bit: Bit): void {
    this.draft.end = bit.end
    const label = labelIn(bit.text)
    if (label && bit.marker !== 'letter' && !this.isAnswer(bit, label.label))
      this.labelled(label.label, label.rest)
    else if (bit.kind === 'row') this.choose(rowChoice(bit))
    else if (bit.kind === 'item' || bit.marker === 'letter') this.item(bit)
    else this.sentence(bit)
  }

  end(): Area {
    const { draft, inBrackets } = this
    if (inBrackets !== undefined) {
      if (draft.choices.length === 0 && /[,;/、]/.test(inBrackets)) this.chooseAll(inBrackets)
      else draft.why.unshift(inBrackets)
    }
    return { draft, rest: this.rest }
  }

  /** Among a question's choices one may begin with such a word: "Default: SQLite" is one, "Why: …" is none. */
  private isAnswer(bit: Bit, label: Label): boolean {
    return (
      bit.kind === 'item' && label === 'choices' && this.indent !== undefined && bit.indent === this.indent
    )
  }

  /** The sentence that asks; what is said behind it is why, or what can be chosen. */
  private ask(given: string): void {
    const { draft } = this
    const marked = RECOMMENDED_IN.exec(given)
    const recommended = marked?.[1] ?? marked?.[2]
    if (recommended) draft.recommended.push(recommended)
    let text = (marked ? given.replace(marked[0], '') : given).trim()
    const choices = CHOICES_IN.exec(text)
    if (choices) {
      this.chooseAll(text.slice(choices.index + choices[0].length))
      text = text.slice(0, choices.index).trim()
    }
    const [, asked, behind] = /^(.*?[?？؟]["'”’」』)）]*)\s*(.*)$/su.exec(text) ?? []
    // Further questions in the same sentence belong to it.
    if (asked === undefined || !behind || /[?？]/.test(behind)) {
      draft.text = text
      return
    }
    draft.text = asked
    const letters = lettersIn(behind)
    const brackets = /^[([（](.*)[)\]）]$/s.exec(behind)?.[1]
    if (letters.length > 1) for (const choice of letters) this.choose(choice)
    else if (brackets !== undefined) this.inBrackets = brackets
    else draft.why.push(behind)
  }

  private labelled(label: Label, rest: string): void {
    this.mode = rest === '' ? label : undefined
    if (rest === '') return
    if (label === 'recommended') this.draft.recommended.push(rest)
    else if (label === 'why') this.draft.why.push(rest)
    else if (label === 'choices') this.chooseAll(rest)
    else this.ask(rest)
  }

  private item(bit: Bit): void {
    const { draft, mode, indent } = this
    if (mode === 'recommended') {
      draft.recommended.push(bit.text)
      this.mode = undefined
    } else if (mode === 'why') draft.why.push(bit.text)
    else if (indent !== undefined && bit.indent > indent + 1 && bit.marker !== 'letter') {
      const last = draft.choices.at(-1)
      if (!last) return
      const note = withoutMark(bit.text)
      last.text += ` – ${note.text}`
      last.recommended ||= note.recommended
    } else {
      this.indent ??= bit.indent
      this.choose({ ...withoutMark(bit.text), letter: bit.letter })
    }
  }

  private sentence({ kind, text, indent }: Bit): void {
    const { draft, mode } = this
    if (mode === 'recommended') {
      draft.recommended.push(text)
      this.mode = undefined
      return
    }
    const letters = lettersIn(text)
    if (letters.length > 1) {
      for (const choice of letters) this.choose(choice)
      return
    }
    const phrase = behindPhrase(text)
    if (phrase !== undefined) draft.recommended.push(phrase)
    else if (mode === 'choices') this.chooseAll(text)
    else if (draft.choices.length === 0 && (draft.text === '' || (asks(text) && !asks(draft.text)))) {
      if (draft.text !== '') draft.topic = draft.text
      this.ask(text)
    } else if (draft.choices.length === 0 || kind === 'heading' || indent > this.head.indent + 1)
      draft.why.push(text)
    else this.rest.push(text)
  }

  private choose(choice: DraftChoice): void {
    if (choice.text !== '') this.draft.choices.push(choice)
  }

  private chooseAll(text: string): void {
    const letters = lettersIn(text)
    const found = letters.length > 1 ? letters : pieces(text).map((piece) => withoutMark(piece))
    for (const choice of found) this.choose(choice)
  }
}

/** "A) me B) a team" in one line. */
function lettersIn(text: string): DraftChoice[] {
  const marks = [...text.matchAll(/(?:^|[\s;,/])[([（]?([A-Ha-h])[)）\]．]\s*/gu)]
  if (marks.length < 2 || marks.some(([, letter], at) => letter?.toLowerCase() !== 'abcdefgh'[at])) return []
  return marks.map((mark, at) => {
    const end = marks[at + 1]?.index ?? text.length
    const said = text
      .slice(mark.index + mark[0].length, end)
      .replace(/[\s;,./]+(?:(?:or|oder|ou|o)\s*)?$/i, '')
    return { ...withoutMark(said), letter: mark[1]?.toLowerCase() }
  })
}

/** What a list in one line consists of. */
function pieces(text: string): string[] {
  const separator = [/\s*;\s*/, /\s+\/\s+|\s+\|\s+/, /\s*[,、，]\s*/].find((pattern) => pattern.test(text))
  return text
    .replace(/[.。]$/, '')
    .split(separator ?? /(?!)/)
    .map((piece) => piece.replace(/^(?:or|oder|ou|o|または)\s+/i, '').trim())
    .filter((piece) => piece !== '')
}

/** Of a table in which each row is a question. */
function rowDraft(row: Bit): Draft {
  const { cells, columns } = row
  const column = (pattern: RegExp) => columns.findIndex((name) => pattern.test(name))
  const named = questionColumn(row)
  const question = named >= 0 ? named : cells.findIndex((cell) => asks(cell))
  const choices = column(/option|choice|answer|auswahl|antwort|opcion|respuesta|選択|回答|选项|答案/i)
  const recommended = column(/recommend|default|suggest|empf|recomend|推奨|推荐|おすすめ/i)
  const draft = newDraft(cells[question] ?? '', row.start, row.end)
  for (const [at, cell] of cells.entries()) {
    if (cell === '' || at === question) continue
    if (at === recommended) draft.recommended.push(cell)
    else if (at === choices) {
      const letters = lettersIn(cell)
      draft.choices.push(...(letters.length > 1 ? letters : pieces(cell).map((piece) => withoutMark(piece))))
    } else if (/\p{L}.*\s/u.test(cell)) draft.why.push(cell)
  }
  return draft
}

/** Of a table in which each row is an answer. */
function rowChoice({ cells }: Bit): DraftChoice {
  const marked = cells.map((cell) => withoutMark(cell))
  const [first = { text: '', recommended: false }, ...others] = marked
  const letter = behindLetter(`${first.text.replace(/[).:]$/, '')}) x`)?.letter
  const isLetter = /^[A-Ha-h\d][).:]?$/.test(first.text)
  const said = isLetter ? others : marked
  return {
    text: said
      .map(({ text }) => text)
      .filter((text) => text !== '' && !/^(?:yes|no|✓|x|-)$/i.test(text))
      .join(' – '),
    letter: isLetter ? letter : undefined,
    recommended: marked.some(({ recommended }) => recommended),
  }
}
