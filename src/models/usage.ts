import type { Message, Usage } from './provider.ts'

/**
 * A real tokenizer costs 75 MB of memory, so where the server reports nothing code counts roughly: today's
 * vocabularies come to about four UTF-8 bytes a token, in English as in scripts with three bytes a character.
 */
const BYTES_PER_TOKEN = 4
/** What a chat template adds to each message: its role and its marks. */
const TOKENS_PER_MESSAGE = 4

export const NO_USAGE: Usage = { promptTokens: 0, outputTokens: 0, estimated: false }

export const addUsage = (one: Usage, other: Usage): Usage => ({
  promptTokens: one.promptTokens + other.promptTokens,
  outputTokens: one.outputTokens + other.outputTokens,
  estimated: one.estimated || other.estimated,
})

export const estimateTokens = (bytes: number): number => Math.ceil(bytes / BYTES_PER_TOKEN)

export function estimateUsage(messages: Message[], outputBytes: number): Usage {
  let promptTokens = 0
  for (const { content } of messages)
    promptTokens += TOKENS_PER_MESSAGE + estimateTokens(Buffer.byteLength(content))
  return { promptTokens, outputTokens: estimateTokens(outputBytes), estimated: true }
}

/** The usage a server reported; undefined where it is none. */
export function readUsage(value: unknown): Usage | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { prompt_tokens: promptTokens, completion_tokens: outputTokens } = value as Record<string, unknown>
  if (!isCount(promptTokens) || !isCount(outputTokens)) return undefined
  return { promptTokens, outputTokens, estimated: false }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
