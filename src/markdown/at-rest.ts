import { type Block, Blocks } from './blocks.ts'
import { type Drawing, type DrawnHeading, Renderer } from './render.ts'

/** A document as its page shows it. */
export interface DrawnDocument {
  blocks: DrawnBlock[]
  headings: DrawnHeading[]
}

export interface DrawnBlock extends Block {
  /** Safe HTML. */
  html: string
}

/** A whole document, drawn block by block as it is while it is written. */
export function drawDocument(text: string, drawing: Drawing): DrawnDocument {
  const blocks = new Blocks()
  const renderer = new Renderer(drawing)
  const drawn = [...blocks.push(text), ...blocks.end()].map((block) => ({
    ...block,
    html: renderer.block(block.source),
  }))
  return { blocks: drawn, headings: renderer.headings }
}

/** The same as safe HTML in one piece. */
export const drawAtRest = (text: string, drawing: Drawing = {}): string =>
  drawDocument(text, drawing)
    .blocks.map(({ html }) => html)
    .join('')
