import { ModelError, type ModelErrorCode } from './provider.ts'

/**
 * Every error the model's server can cause, in our own words: nothing of what it sent is repeated, since that may hold the key, the
 * prompt or worse.
 */
interface Wording {
  message: string
  hint: string
  passing: boolean
}

const WORDINGS = {
  model_key_refused: {
    message: "The model's server refused this server's key.",
    hint: 'Check OPENAI_API_KEY: it may be wrong, expired, or not allowed to use this model.',
    passing: false,
  },
  model_unknown: {
    message: "The model's server does not know this model, or its address is wrong.",
    hint: 'Check the name of the model (MODEL) and OPENAI_BASE_URL, which mostly ends in /v1.',
    passing: false,
  },
  model_rejected: {
    message: "The model's server refused the request.",
    hint: 'The server called the request itself wrong; another model or other options (temperature, maxOutputTokens) may do.',
    passing: false,
  },
  model_rate_limited: {
    message: "The model's server takes no more requests just now. Try again in a while.",
    hint: 'It answered 429; the limits of the account or of the server are reached.',
    passing: true,
  },
  model_unavailable: {
    message: "The model's server has a fault or is overloaded. Try again in a while.",
    hint: 'It answered with a fault of its own (5xx); its logs say more.',
    passing: true,
  },
  model_unreachable: {
    message: "The model's server cannot be reached.",
    hint: 'Check OPENAI_BASE_URL, and whether that server runs and can be reached from here.',
    passing: true,
  },
  model_silent: {
    message: 'The model did not begin to answer in time.',
    hint: 'MODEL_FIRST_TOKEN_TIMEOUT is how long it may take; a large model on a small machine may need more.',
    passing: true,
  },
  model_stalled: {
    message: 'The model stopped in the middle of its answer.',
    hint: 'Nothing more came within MODEL_TOKEN_TIMEOUT, though the connection was open.',
    passing: true,
  },
  model_broke_off: {
    message: 'The model broke off before its answer was whole.',
    hint: 'The answer ended without a finish reason; the server of the model, or a proxy before it, cut it.',
    passing: true,
  },
  model_filtered: {
    message: "The model's server withheld the answer because of its content rules.",
    hint: 'Its content filter refused the request or the answer.',
    passing: false,
  },
} satisfies Record<ModelErrorCode, Wording>

export function modelError(code: ModelErrorCode, more: Partial<Wording> = {}): ModelError {
  const { message, hint, passing } = { ...WORDINGS[code], ...more }
  return new ModelError(code, message, hint, passing)
}

const YEAR = 365 * 24 * 60

/** The same refusal, with the time after which the server will take requests again: `waitMs` milliseconds from now. */
export function notBefore(reason: ModelError, waitMs: number): ModelError {
  const minutes = Math.ceil(waitMs / 60_000)
  if (minutes > YEAR) return reason
  const some = (count: number, unit: string) => `in about ${count} ${unit}${count === 1 ? '' : 's'}`
  let when = some(minutes, 'minute')
  if (minutes > 36 * 60) when = some(Math.ceil(minutes / 60 / 24), 'day')
  else if (minutes > 90) when = some(Math.ceil(minutes / 60), 'hour')
  const { code, message, hint, passing } = reason
  return new ModelError(
    code,
    message.replace('in a while', when),
    `${hint} It asked to be left alone.`,
    passing,
  )
}

/** Of an error object, what may be judged (never shown). Servers send a code as a word or as a number. */
export interface ErrorFields {
  code: string
  type: string
  param: string
  message: string
}

export function readErrorFields(error: unknown): ErrorFields {
  const fields = (typeof error === 'object' && error !== null ? error : { message: error }) as Record<
    string,
    unknown
  >
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  return {
    code: text(fields.code),
    type: text(fields.type),
    param: text(fields.param),
    message: text(fields.message),
  }
}

const QUOTA = /insufficient_(quota|balance|credits)|billing|exceeded_current_quota/

/** The error for an answer with this HTTP status, 3xx to 5xx. */
export function refusal(status: number, error: unknown): ModelError {
  const fields = readErrorFields(error)
  const kind = `${fields.code} ${fields.type}`
  if (/content_(filter|policy)/.test(kind)) return modelError('model_filtered')
  if (/model_not_found|invalid_model/.test(kind)) return unknownModel()
  if (status === 401 || status === 403) return modelError('model_key_refused')
  if (status === 402) return unpaid('model_rejected')
  if (status === 404 || status === 405) return notThere(status, fields)
  if (status === 429)
    return QUOTA.test(kind) ? unpaid('model_rate_limited') : modelError('model_rate_limited')
  // Timed out, in conflict with another request, too early: faults of the moment, as the official SDK has it.
  if (status >= 500 || [408, 409, 425].includes(status)) return modelError('model_unavailable')
  if (status < 400)
    return wrongAddress(
      'It answered with a redirect, which is not followed: the key goes to no other address.',
    )
  return rejected(status, fields)
}

/** What a status would have said, for servers that begin with 200 and then find words alone. */
const STATUS_OF: [RegExp, number][] = [
  [/rate_limit|insufficient_quota/, 429],
  [/overloaded|unavailable|server_error|timeout/, 503],
  [/api_key|authentication|permission/, 401],
  [/model_not_found/, 404],
]

/** The error for an error object inside of an answer that began with 200. */
export function lateRefusal(error: unknown, begun: boolean): ModelError {
  const { code, type } = readErrorFields(error)
  const status = /^[45]\d\d$/.test(code)
    ? Number(code)
    : STATUS_OF.find(([words]) => words.test(`${code} ${type}`))?.[1]
  if (begun || !status)
    return modelError('model_broke_off', { hint: "The model's server sent an error instead of the rest." })
  return refusal(status, error)
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|ERR_TLS/

/** The error where no answer came at all; of what was thrown only the system's code is looked at. */
export function unreachable(error: unknown): ModelError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const { code } = readErrorFields(cause)
  if (CERTIFICATE.test(code))
    return modelError('model_unreachable', {
      hint: 'Its certificate is not trusted here: expired, for another name, or by an unknown authority (NODE_EXTRA_CA_CERTS adds one).',
      passing: false,
    })
  const known = REASONS_OF.find(([codes]) => codes.test(code))?.[1]
  return modelError('model_unreachable', known ? { hint: `${known} ${WORDINGS.model_unreachable.hint}` } : {})
}

const REASONS_OF: [RegExp, string][] = [
  [/ENOTFOUND|EAI_AGAIN/, 'The name in its address was not found.'],
  [/ECONNREFUSED/, 'Nothing listens at its address.'],
  [/ECONNRESET|EPIPE/, 'It closed the connection before it answered.'],
]

export const webPage = (): ModelError => wrongAddress('It answered with a web page instead of an answer.')

function wrongAddress(what: string): ModelError {
  return modelError('model_unknown', {
    message: "The address of the model's server is wrong.",
    hint: `${what} Check OPENAI_BASE_URL, which mostly ends in /v1.`,
  })
}

const unknownModel = (): ModelError =>
  modelError('model_unknown', {
    message: "The model's server does not know this model.",
    hint: 'Check the name of the model (MODEL); the status page lists what the server offers.',
  })

function notThere(status: number, { message }: ErrorFields): ModelError {
  if (status === 404 && /model/i.test(message)) return unknownModel()
  if (status === 404 && message === '') return modelError('model_unknown')
  return wrongAddress(`It answered ${status}: nothing takes such a request there.`)
}

const unpaid = (code: ModelErrorCode): ModelError =>
  modelError(code, {
    message: "The account at the model's server is used up.",
    hint: 'It says that the quota or the credit is spent: look at the billing of that account.',
    passing: false,
  })

function rejected(status: number, { code, type, param, message }: ErrorFields): ModelError {
  if (
    status === 413 ||
    /context_length|too_long|exceed_context/.test(`${code} ${type}`) ||
    /context (length|window)/i.test(message)
  )
    return modelError('model_rejected', {
      message: 'The request is longer than this model can take.',
      hint: 'Choose a model with a larger context, or raise its context on the server.',
    })
  const known = ['temperature', 'max_tokens', 'max_completion_tokens', 'messages', 'model'].find(
    (name) => name === param,
  )
  if (!known)
    return modelError('model_rejected', { hint: `It answered ${status}. ${WORDINGS.model_rejected.hint}` })
  return modelError('model_rejected', { hint: `It answered ${status} because of the field "${known}".` })
}
