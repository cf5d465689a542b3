/** A project design: what is asked for, and the text that a model wrote, taken apart by code. */

/** What a person asked for, checked and cleaned (see routes/design-request). */
export interface DesignRequest {
  projectName: string
  requirements: string
  languages: string[]
  frameworks: string[]
  apis: string[]
}
