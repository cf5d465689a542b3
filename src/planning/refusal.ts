import { plainText, shorten } from './inline.ts'

/** How models begin when they will not write, in the languages that are met. */
export const REFUSAL =
  /^\W*(?:i(?:['’]?m| am) (?:really |very |so |terribly )?sorry|sorry|(?:my |i offer my )?apologies|i apologi[sz]e|i(?:['’]?m| am) (?:unable|not able)|i (?:can(?:['’]?t|not)|won['’]t|will not|must decline)|unfortunately,? i|as an ai|es tut mir leid|(?:leider )?(?:kann ich|ich kann) (?:dir|ihnen|das|diese|dabei)|je suis désolé|désolé|je ne peux pas|lo siento|no puedo|申し訳|すみません|恐れ入りますが|抱歉|对不起|很抱歉|我无法|我不能)/i
/** UTF-16 code units: a longer text says more than no. */
const LENGTH = 1500

/**
 * Says in a sentence what a text is instead of a document: a refusal, or code alone; undefined where it may be one.
 * Linear.
 */
export function noDocument(text: string): string | undefined {
  const said = text.replace(/^\ufeff/, '').trim()
  if (said === '') return undefined
  if (said.length <= LENGTH && REFUSAL.test(said) && !/^#{1,6}\s/m.test(said))
    return `The model did not write it, but: ${quoted(plainText(said.split(/[\r\n]/, 1)[0] ?? ''))}`
  const fence = /^(`{3,}|~{3,})([^\r\n`]*)[\r\n]/.exec(said)
  const code = fence && !/^\s*(?:markdown|md)?\s*$/i.test(fence[2] ?? '')
  const end = fence ? said.indexOf(`\n${fence[1]}`, fence[0].length - 1) : -1
  if (code && (end < 0 || said.slice(end + 1 + (fence[1] ?? '').length).trim() === ''))
    return 'The text is nothing but a code block.'
  return undefined
}

/** With one full stop at its end. */
const quoted = (text: string): string => `“${shorten(text.replace(/[.。]$/, ''), 120)}”.`
