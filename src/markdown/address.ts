/** UTF-16 code units. */
const MAX_ADDRESS = 2048

/** Controls, marks that are not seen or turn the direction of writing, halves of characters, what stands for broken ones. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFFFD\\]/u

/**
 * The address of a link from a model's text as it may stand in a page, in the URL standard's spelling; nothing for all
 * others. Only absolute http, https and mailto: relative ones and fragments would point into this application, and one
 * with a user's name looks like another host's.
 */
export function safeAddress(raw: string): string | undefined {
  if (raw.length > MAX_ADDRESS || UNSEEN.test(raw)) return undefined
  if (!/^(?:https?:\/\/[^/]|mailto:[^/])/i.test(raw)) return undefined
  const url = URL.parse(raw)
  if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return undefined
  if (url.username !== '' || url.password !== '') return undefined
  // The standard leaves these in addresses of mail; a page needs none of them.
  return /["<>\s]/.test(url.href) ? undefined : url.href
}
