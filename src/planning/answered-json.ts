/** The value that a model answered with as JSON, bare or in a code block; nothing where the text is none. Never throws. */
export function answeredJson(markdown: string): unknown {
  const text = markdown.replace(/^\uFEFF/, '').trim()
  const block = /(?:^|\n)\s*(?:```|~~~)[^\n]*\n\s*([{[][\s\S]*?)\n\s*(?:```|~~~)/.exec(text)?.[1]
  const json = block ?? (/^[{[]/.test(text) ? text : undefined)
  if (json === undefined) return undefined
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
