import type { FinishReason, Usage } from './provider.ts'
import { readUsage } from './usage.ts'

/** What one object of an OpenAI-compatible answer says, a chunk of a stream or a whole completion. */
export interface ChatChunk {
  text: string
  reasoning: string
  finish?: FinishReason | 'broken'
  usage?: Usage
  /** The server's error object, as it came. */
  error?: unknown
  /** It is no object, or its choices have a shape that text could hide in. */
  unreadable?: true
}

type Fields = Record<string, unknown>

/** Never throws. */
export function readChunk(value: unknown): ChatChunk {
  const chunk: ChatChunk = { text: '', reasoning: '' }
  if (!isFields(value) || Array.isArray(value)) return { ...chunk, unreadable: true }
  if (isError(value)) return { ...chunk, error: value.error || value }
  if (value.usage) chunk.usage = readUsage(value.usage)
  if (!isChoices(value.choices)) return { ...chunk, unreadable: true }
  const choice = choiceOf(value.choices)
  if (!choice) return chunk
  const said = choice.delta ?? choice.message ?? {}
  if (!isFields(said) || !isContent(said.content)) return { ...chunk, unreadable: true }
  readContent(said.content, chunk)
  // Some servers send the same thought under both names.
  const thought = said.reasoning_content || said.reasoning
  if (typeof thought === 'string') chunk.reasoning += thought
  chunk.finish = readFinish(choice.finish_reason)
  // A refusal is no part of a document, though its finish reason says "stop".
  if (typeof said.refusal === 'string' && said.refusal !== '') chunk.finish = 'filter'
  return chunk
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

/** `{"error": …}`, or what older vLLM sends. */
const isError = (value: Fields): boolean =>
  (value.error !== undefined && value.error !== null && value.error !== '') || value.object === 'error'

/** Pings and reports have none, or an empty list of them. */
function isChoices(choices: unknown): boolean {
  if (choices === undefined || choices === null) return true
  return Array.isArray(choices) && (choices.length === 0 || choices.some(isFields))
}

const isContent = (content: unknown): boolean =>
  content === undefined || content === null || typeof content === 'string' || Array.isArray(content)

/** We ask for one choice; where a server sends several, the first is the answer. */
function choiceOf(choices: unknown): Fields | undefined {
  if (!Array.isArray(choices)) return undefined
  return choices.find((choice: unknown): choice is Fields => isFields(choice) && (choice.index ?? 0) === 0)
}

/** Content is a string, null, or a list of parts (Mistral: with thoughts among them). */
function readContent(content: unknown, chunk: ChatChunk): void {
  if (typeof content === 'string') chunk.text += content
  if (!Array.isArray(content)) return
  for (const part of content) {
    if (typeof part === 'string') chunk.text += part
    if (!isFields(part)) continue
    if (part.type === 'thinking' || part.type === 'reasoning') {
      const thought: ChatChunk = { text: '', reasoning: '' }
      readContent(part.thinking ?? part.text ?? part.reasoning, thought)
      chunk.reasoning += thought.text
    } else if (typeof part.text === 'string') chunk.text += part.text
  }
}

/** The words servers use for what OpenAI calls stop, length and content_filter, in lower case. */
const REASONS: Record<string, FinishReason> = {
  stop: 'stop',
  stop_sequence: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  end_turn: 'stop',
  complete: 'stop',
  completed: 'stop',
  length: 'length',
  model_length: 'length',
  max_tokens: 'length',
  max_output_tokens: 'length',
  model_context_window_exceeded: 'length',
  content_filter: 'filter',
  safety: 'filter',
  refusal: 'filter',
  recitation: 'filter',
  blocklist: 'filter',
  prohibited_content: 'filter',
}

/**
 * An empty reason is none yet. What is not known to mean that the answer is whole does not make it whole: `tool_calls` and `function_call` (we
 * offer no tools, so the model left the document for something else), `error`, `abort`, and words never heard of.
 */
export function readFinish(reason: unknown): FinishReason | 'broken' | undefined {
  if (reason === null || reason === undefined || reason === '') return undefined
  const word = typeof reason === 'string' ? reason.toLowerCase() : ''
  return Object.hasOwn(REASONS, word) ? REASONS[word] : 'broken'
}

/** Of two finish reasons in one answer the worse one counts. */
export function worse(
  one: FinishReason | 'broken' | undefined,
  other: FinishReason | 'broken' | undefined,
): FinishReason | 'broken' | undefined {
  const order = [undefined, 'stop', 'length', 'filter', 'broken']
  return order.indexOf(one) >= order.indexOf(other) ? one : other
}
