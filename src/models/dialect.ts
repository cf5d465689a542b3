import type OpenAI from 'openai'
import { readErrorFields } from './model-errors.ts'
import type { ModelRequest } from './provider.ts'

/** What OpenAI-compatible servers do not agree on. */
export interface Dialect {
  /** Whether `stream_options` may be sent; without it most servers report no usage. */
  readonly usage: boolean
  /** OpenAI's reasoning models refuse the old name, many other servers do not know the new one. */
  readonly limit: 'max_tokens' | 'max_completion_tokens'
}

export const dialectOf = (baseUrl: string): Dialect => ({
  usage: true,
  limit: URL.parse(baseUrl)?.hostname === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens',
})

export function chatBody(
  { model, messages, temperature, maxOutputTokens }: ModelRequest,
  dialect: Dialect,
): OpenAI.Chat.ChatCompletionCreateParamsStreaming {
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: true,
    ...(dialect.usage && { stream_options: { include_usage: true } }),
    ...(temperature !== undefined && { temperature }),
    ...(maxOutputTokens !== undefined && { [dialect.limit]: maxOutputTokens }),
  }
}

/** Codes that say for what the request was refused, so that asking in another way is no use. */
const FOR_GOOD =
  /context_length|exceed_context|model_not_found|invalid_model|content_(filter|policy)|unsupported_value/

/**
 * How to ask again after a refusal with this status and error object; undefined where that would not help. Servers that do not know
 * `stream_options` mostly do not say so, hence a 400 or 422 that names nothing else is taken for that.
 */
export function concede(
  dialect: Dialect,
  status: number,
  error: unknown,
  request: ModelRequest,
): Dialect | undefined {
  if (status !== 400 && status !== 422) return undefined
  const { code, type, param, message } = readErrorFields(error)
  if (
    request.maxOutputTokens !== undefined &&
    dialect.limit === 'max_tokens' &&
    message.includes('max_completion_tokens')
  )
    return { ...dialect, limit: 'max_completion_tokens' }
  const aboutUsage = /stream_options|include_usage/.test(`${param} ${message}`)
  const aboutOther = param !== '' || FOR_GOOD.test(`${code} ${type}`)
  return dialect.usage && (aboutUsage || !aboutOther) ? { ...dialect, usage: false } : undefined
}

/** The request without its temperature, where that was a wish and is what the refusal is about; else nothing. */
export function withoutTemperature(
  request: ModelRequest,
  status: number,
  error: unknown,
): ModelRequest | undefined {
  const { temperature, temperatureIsWish, ...rest } = request
  if (temperature === undefined || !temperatureIsWish || (status !== 400 && status !== 422)) return undefined
  const { param, message } = readErrorFields(error)
  return /temperature/i.test(`${param} ${message}`) ? rest : undefined
}
