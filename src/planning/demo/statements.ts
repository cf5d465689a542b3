import { oneLine } from './safe-text.ts'

/** Takes a person's text apart into the single things it says, in its order. Linear in the text's length. */
export interface Statements {
  statements: string[]
  /** How many more there are. */
  left: number
  /** The text had a statement too long to stand as one requirement. */
  cut: boolean
}

/** Characters: a longer statement is split at its commas, or between words. */
const LONGEST = 240
const PIECE = 160

const HTML_TAG =
  /<\/?(?:a|article|b|body|br|button|center|code|div|em|font|form|h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|ol|p|pre|script|section|span|strong|style|svg|table|tbody|td|th|thead|title|tr|u|ul|video)(?=[\s/>])[^<>]*>/gi
const BULLET = /^(?:[-*+•‣◦・–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\[[ xX]?\])\s+|^[•・]/
const ABBREVIATION = /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|mr|mrs|dr|no|approx|z\.B|d\.h|bzw|ca|p\.ex|ej)\.$/i
const SENTENCE_END = /[.!?…]+["'”’)\]]*(?=\s)|[。！？｡]+[」』）]*|[;；]\s/g
/** Said to whoever writes the design, not about what is to be built: material to leave alone. */
const ADDRESSED =
  /^(?:please\s+)?(?:(?:ignore|disregard|forget)\b.{0,60}\b(?:above|previous|prior|earlier|before|instructions?|prompts?|rules|everything)\b|(?:reveal|print|repeat|show)\b.{0,40}\b(?:system prompt|your (?:instructions|prompt))|you are (?:now|no longer)\b|(?:act|behave) as (?:a|an|if)\b|(?:system|assistant|user)\s*:)/i
/** What a brief leaves to be filled in: told as such, and asked for under the open questions. */
const LEFT_OPEN =
  /(?<![A-Za-z0-9])(?:TBD|TBA|TBC|FIXME)(?![A-Za-z0-9])|\bTODO(?= ?[:：]|\W*$)|\bto be (?:determined|decided|defined|announced|added|written)\b|\[(?:insert|your|add|describe|fill|placeholder|project name|company name|name|date)\b[^\][]{0,60}\](?!\()|<(?:insert|your|placeholder)[^<>]{0,60}>|\{\{[^{}]{1,60}\}\}|\blorem ipsum\b|\bcoming soon\b/gi
const GREETING =
  /^(?:hi|hello|hey|thanks?|thank you|please|cheers|hallo|danke|bonjour|merci|hola|gracias|こんにちは|よろしく\S*|ありがとう\S*)\b.{0,24}$/iu

export function readStatements(text: string, limit: number): Statements {
  const statements: string[] = []
  const seen = new Set<string>()
  let left = 0
  let cut = false
  const add = (statement: string) => {
    const plain = tidy(statement)
    const key = plain.toLowerCase()
    if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(plain) || seen.has(key)) return
    if (/^\W*(?:left open)?\W*$/.test(plain) && plain.includes('left open')) return
    if (GREETING.test(plain) || ADDRESSED.test(plain)) return
    seen.add(key)
    if (statements.length < limit) statements.push(plain)
    else left += 1
  }
  for (const { lead, body } of paragraphs(text)) {
    for (const sentence of sentences(body)) {
      const pieces = sentence.length > LONGEST ? breakUp(sentence) : [sentence]
      if (pieces.length > 1) cut = true
      for (const piece of pieces) add(lead === '' ? piece : `${lead} ${piece}`)
    }
  }
  return { statements, left, cut }
}

/** A line of a list under "Users can:" begins with those words. */
function paragraphs(text: string): { lead: string; body: string }[] {
  const found: { lead: string; body: string; open: boolean }[] = []
  let lead = ''
  let blank = true
  for (const raw of text.split(/\r\n?|\n/)) {
    const line = oneLine(raw.replace(HTML_TAG, ' '))
    if (line === '' || /^(?:`{3,}|~{3,})/.test(line) || /^[|\s:=_*-]+$/.test(line)) {
      blank = true
      continue
    }
    const heading = /^#{1,6}\s/.test(line)
    const quoted = line.replace(/^(?:#{1,6}\s+|>\s*)+/, '')
    const row = /^\|.*\|$/.test(quoted)
    const bullet = BULLET.exec(quoted)?.[0] ?? ''
    const body = row ? cells(quoted) : quoted.slice(bullet.length).trim()
    const last = found.at(-1)
    if (/[:：]$/.test(body)) {
      lead = /\b(?:can|should|must|may|will|shall|able to|needs? to|lets?(?: \w+)?)\s*:$/i.test(body)
        ? body.slice(0, -1).trim()
        : ''
      blank = true
    } else if (heading) {
      lead = ''
      // A heading alone says what there is, but not when the text under it says it better.
      blank = true
    } else if (bullet === '' && !row && !blank && last?.open && isWrapped(last.body, body)) {
      last.body += ` ${body}`
    } else {
      if (bullet === '' && blank) lead = lead !== '' && last === undefined ? lead : ''
      found.push({ lead: bullet === '' ? '' : lead, body, open: !row })
      blank = false
    }
  }
  return found.length > 0 ? found : headingsAlone(text)
}

function headingsAlone(text: string): { lead: string; body: string }[] {
  return text
    .split(/\r\n?|\n/)
    .map((line) => ({ lead: '', body: oneLine(line).replace(/^[#>\s]+|[:：]$/g, '') }))
    .filter(({ body }) => body !== '')
}

const isWrapped = (before: string, line: string) => !/[.!?。！？:;]$/.test(before) && /^[\p{Ll}(]/u.test(line)

const cells = (row: string) =>
  row
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
    .join(', ')

function sentences(text: string): string[] {
  const found: string[] = []
  let start = 0
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length
    if (ABBREVIATION.test(text.slice(Math.max(start, end - 8), end))) continue
    found.push(text.slice(start, end))
    start = end
  }
  found.push(text.slice(start))
  return found
}

/** At commas where there are any, else between words, else anywhere. */
function breakUp(sentence: string): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const part of sentence.split(/(?<=[,、，؛;]\s?)|(?<=\s)(?=and\s|und\s|et\s|y\s)/)) {
    for (const chunk of part.length > LONGEST ? chunks(part) : [part]) {
      if (piece !== '' && piece.length + chunk.length > PIECE) {
        pieces.push(piece)
        piece = ''
      }
      piece += chunk
    }
  }
  pieces.push(piece)
  return pieces
}

function chunks(text: string): string[] {
  const found: string[] = []
  let piece = ''
  for (const word of text.split(/(?<=\s)/)) {
    if (piece !== '' && piece.length + word.length > PIECE) {
      found.push(piece)
      piece = ''
    }
    piece += word
    while (piece.length > LONGEST) {
      const end = isHighSurrogate(piece.charCodeAt(PIECE - 1)) ? PIECE - 1 : PIECE
      found.push(piece.slice(0, end))
      piece = piece.slice(end)
    }
  }
  found.push(piece)
  return found
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff

/** Without the end's marks and the joining word at the start. */
function tidy(statement: string): string {
  return oneLine(statement)
    .replace(/^(?:and|but|also|then|plus|additionally|furthermore|und|et|y|また|そして)[,\s]+(?=\S)/iu, '')
    .replace(/^[*_`]*[A-Z]{1,4}-?\d{1,4}[*_`]*[.:)]+[*_`]*\s+/, '')
    .replace(/(?<![\p{L}\p{N}])R-(\d+)/gu, 'the brief’s no. $1')
    .replace(LEFT_OPEN, '(left open)')
    .replace(/^[,;:、，・\s]+/, '')
    .replace(/[\s,;.。｡、，]+$/, '')
    .replace(/^(?:please|bitte)[,\s]+/i, '')
    .trim()
}
