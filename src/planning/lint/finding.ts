/** What a rule has to say of a place in a document. */
export interface Finding {
  /** The same for the same fault at the same words, wherever the text around it moves; a mute holds on to it. */
  id: string
  /** The rule's id. */
  rule: string
  /** A model's review has found it; absent where a rule has. */
  by?: 'model'
  severity: Severity
  place: Place
  /** A sentence that a person understands who does not know the rule. */
  message: string
  /** What to write instead, or what to do. */
  suggestion?: string
}

/** `error`: what is built from it would be wrong. `warning`: somebody should look. `hint`: it could be better. */
export type Severity = 'error' | 'warning' | 'hint'

export interface Place {
  /** Key of the document: `design`, `plan`, `phase-3`. */
  document: string
  /** UTF-16 code units of the document's text. */
  start: number
  end: number
  /** Title of the section that it stands in. */
  section?: string
}
