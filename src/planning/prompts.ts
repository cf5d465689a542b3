import type { Message } from '../models/provider.ts'
import { type DesignRequest, parseDesign } from './design.ts'
import { disclose, enclose } from './material.ts'
import { PART_TITLES, PARTS } from './parts.ts'
import continuePrompt from './prompts/continue.v1.md' with { type: 'text' }
import designPrompt from './prompts/design.v1.md' with { type: 'text' }

/** A version names one text: a changed prompt is a new file with the next number. */
export const DESIGN_PROMPT_VERSION = 'design.v1'

/** Asks for a project design. */
export function designMessages(request: DesignRequest): Message[] {
  const brief = enclose({
    'project-name': oneLine(request.projectName),
    requirements: request.requirements,
    languages: request.languages.map(oneLine).join('\n'),
    frameworks: request.frameworks.map(oneLine).join('\n'),
    apis: request.apis.map(oneLine).join('\n'),
  })
  return [
    { role: 'system', content: designPrompt },
    {
      role: 'user',
      content: `Write the project design for this brief. A piece that is empty was left to you.\n\n${brief}`,
    },
  ]
}

/** Asks the model to go on where its own text stops. With no text so far it is the first request again. */
export function continueMessages(request: DesignRequest, textSoFar: string): Message[] {
  const messages = designMessages(request)
  if (textSoFar === '') return messages
  const begun = new Set(parseDesign(textSoFar).sections.flatMap(({ part, also = [] }) => [part, ...also]))
  const remaining = PARTS.filter((part) => !begun.has(part)).map((part) => `\`## ${PART_TITLES[part]}\``)
  const rest =
    remaining.length > 0
      ? `These parts have not been begun; write them after the one you are in: ${remaining.join(', ')}.`
      : 'Every part has been begun: finish the last one, then end.'
  return [
    ...messages,
    { role: 'assistant', content: textSoFar },
    { role: 'user', content: continuePrompt.replace('{{remaining}}', () => rest) },
  ]
}

/** The request that `designMessages` made its message of; undefined where `text` is no such message. */
export function readDesignRequest(text: string): DesignRequest | undefined {
  const brief = disclose(text)
  const { 'project-name': projectName, requirements } = brief
  if (projectName === undefined || requirements === undefined) return undefined
  const list = (piece = '') => piece.split('\n').filter((line) => line !== '')
  return {
    projectName,
    requirements,
    languages: list(brief.languages),
    frameworks: list(brief.frameworks),
    apis: list(brief.apis),
  }
}

const oneLine = (text: string) => text.split(/\s+/).join(' ').trim()
