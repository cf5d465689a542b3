import { shortName } from '../planning/short-name.ts'
import type { Order } from '../runs/run.ts'
import { readDesignOrder } from './design-request.ts'
import { FORM_ONLY } from './form-values.ts'

/** What the form asks for: one document, or a project that is written to its end. */
export type HomeOrder = { what: 'design' | 'all'; order: Order & { stage: 'design' } }

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === ''

/**
 * The order that the form makes. An idea is enough: a name that is left empty is taken from it, languages that are left empty are
 * the model's to propose. Throws a Problem (422) that names every field that has to be changed.
 */
export function readHomeOrder(fields: Record<string, unknown>, requestId: string): HomeOrder {
  const { what, ...given } = fields
  const filled = Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => !/^(projectName|project_name|languages)$/.test(name) || !isBlank(value),
    ),
  )
  const idea = filled.requirements ?? filled.description
  if (filled.projectName === undefined && filled.project_name === undefined && typeof idea === 'string')
    filled.projectName = shortName(idea) || 'Untitled'
  const order = readDesignOrder(filled, requestId, FORM_ONLY, ['requirements'])
  return { what: what === 'all' ? 'all' : 'design', order }
}
