import { createHash } from 'node:crypto'
import source from '../public/styles.css' with { type: 'text' }

/**
 * The one sheet of styles, as it stands in every page: the first paint needs nothing but the page's own answer, and a page
 * never meets the styles of another version. Without comments, indentation, and quotes that are not needed.
 */
export const PAGE_STYLES = source
  .replace(/\/\*.*?\*\//gs, '')
  .replace(/="([a-z]+)"\]/g, '=$1]')
  .replace(/\s*\n\s*/g, '\n')

/** What the content security policy says of it: this text, and no other. */
export const PAGE_STYLES_SOURCE = `'sha256-${createHash('sha256').update(PAGE_STYLES).digest('base64')}'`
