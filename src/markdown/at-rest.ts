import { Blocks } from './blocks.ts'
import { Renderer } from './render.ts'

/** Safe HTML of a whole document, drawn block by block as it is while it is written. */
export function drawAtRest(text: string): string {
  const blocks = new Blocks()
  const renderer = new Renderer()
  return [...blocks.push(text), ...blocks.end()].map(({ source }) => renderer.block(source)).join('')
}
