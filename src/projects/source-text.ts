import { answersPart } from '../planning/whole-brief.ts'

/**
 * A document as others stand on it. Of the answers only what they add to the brief counts: skipping a question changes
 * nothing, and where nobody has answered there is an empty text.
 */
export const sourceText = (document: string, text: string | undefined): string | undefined =>
  document === 'answers' ? answersPart(text ?? '') : text
