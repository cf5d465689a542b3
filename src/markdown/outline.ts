/** Headings of drawn documents, put below those of the page around them. */

/** No text of a document can be taken for a tag: what was drawn has each `<` of a text escaped. */
const TAG = /<(\/?)h([1-6])(?=[ >])/g

/** So many levels deeper, the sixth at most. */
export const lowered = (safeHtml: string, by: number): string =>
  safeHtml.replace(TAG, (_, slash: string, level: string) => `<${slash}h${Math.min(6, Number(level) + by)}`)

/** As they are for the eye, one level deeper for whoever hears the page: its own name is the first. */
export const belowTitle = (safeHtml: string): string =>
  safeHtml.replace(TAG, (tag, slash: string, level: string) =>
    slash === '' ? `${tag} aria-level="${Math.min(6, Number(level) + 1)}"` : tag,
  )
