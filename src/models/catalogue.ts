import type { ModelInfo } from './provider.ts'

const MOST = 5_000
const LONGEST_ID = 200

/** Words in the names of models that cannot write a document by chat. */
const NO_CHAT = new RegExp(
  [
    'embed(ding)?s?|bge|gte|e5|minilm|colbert|rerank(er)?|guard|moderation|safeguard',
    'whisper|tts|stt|asr|transcribe|speech|audio|realtime|voxtral|parakeet',
    'dall-e|image|images|diffusion|sdxl|flux|sora|video|veo|imagen',
    'babbage|davinci|computer-use|deep-research|clip|ocr',
  ]
    .map((words) => `(^|[^a-z0-9])(${words})([^a-z]|$)`)
    .join('|'),
  'i',
)
/** OpenAI's models that are not offered at /chat/completions. */
const NO_CHAT_AT_OPENAI = /^(gpt-3\.5-turbo-instruct|o\d-pro|gpt-5[\w.]*-(pro|codex)|codex-)/

/** What a person without a wish is best served with, where it is offered: quick, good at long documents, not the dearest. */
const PREFERRED = [
  /^(openai\/)?gpt-5(\.\d+)?-mini$/,
  /^(openai\/)?gpt-4\.1-mini$/,
  /^(openai\/)?gpt-4o-mini$/,
  /^openrouter\/auto$/,
]

/** The models of an answer to GET /models that can write, in the server's order; undefined where it is no such answer. */
export function readCatalogue(answer: unknown): ModelInfo[] | undefined {
  const entries = listOf(answer)
  if (!entries) return undefined
  const models = new Map<string, ModelInfo & { writes: boolean }>()
  for (const entry of entries.slice(0, MOST)) {
    const model = readModel(entry)
    if (model && !models.has(model.id)) models.set(model.id, model)
  }
  const all = [...models.values()]
  const writing = all.filter((model) => model.writes)
  // Names are a guess: where it leaves nothing, it was wrong.
  return (writing.length > 0 ? writing : all).map(({ writes: _, ...model }) => model)
}

/** `{data: […]}` as OpenAI has it (null at an empty Ollama), or the list alone. */
function listOf(answer: unknown): unknown[] | undefined {
  if (Array.isArray(answer)) return answer
  if (typeof answer !== 'object' || answer === null) return undefined
  const { data, models, object } = answer as Record<string, unknown>
  if (Array.isArray(data)) return data
  if (Array.isArray(models)) return models
  return object === 'list' ? [] : undefined
}

function readModel(entry: unknown): (ModelInfo & { writes: boolean }) | undefined {
  const fields = (typeof entry === 'string' ? { id: entry } : (entry ?? {})) as Record<string, unknown>
  const { id, owned_by: ownedBy } = fields
  if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID || /\p{Cc}/u.test(id)) return undefined
  const model: ModelInfo = { id }
  if (typeof ownedBy === 'string' && ownedBy !== '') model.ownedBy = ownedBy.slice(0, LONGEST_ID)
  return { ...model, writes: !NO_CHAT.test(id) && !NO_CHAT_AT_OPENAI.test(id) && saysItWrites(fields) }
}

/** OpenRouter tells what a model gives. */
function saysItWrites({ architecture }: Record<string, unknown>): boolean {
  const modalities = (architecture as { output_modalities?: unknown } | null | undefined)?.output_modalities
  return !Array.isArray(modalities) || modalities.includes('text')
}

export const inOrder = (models: ModelInfo[]): ModelInfo[] =>
  models.toSorted((one, other) => (one.id < other.id ? -1 : 1))

/** The preferred one; else the server's first, which at Ollama is the one used last. Undefined where there is none. */
export function chooseDefault(models: ModelInfo[]): string | undefined {
  for (const pattern of PREFERRED) {
    // The newest of a family.
    const match = inOrder(models).findLast((model) => pattern.test(model.id))
    if (match) return match.id
  }
  return models[0]?.id
}
