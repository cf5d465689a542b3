/** What one section of a document is written anew from: not whole documents, so that it stays cheap. */
export interface RevisionRequest {
  projectName: string
  /** Key of the document: `design`, `plan`, `phase-3`. */
  document: string
  /** Key of the section (planning/portions). */
  section: string
  /** The section as it is, to the byte. */
  text: string
  /** Why it is written anew: a sentence a line. */
  reasons: string
  /** What has changed in what it stands on, as it was and as it is; empty where nothing has. */
  changes: string
  /** Ids that it has to keep, divided by blanks. */
  keep: string
  /** The document's headings, a line each. */
  outline: string
  /** What it stands on, as that is now. */
  sources: string
}
