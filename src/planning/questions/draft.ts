/** A question as it was written, before code has decided what counts. */
export interface Draft {
  topic?: string
  /** Empty where none was found. */
  text: string
  why: string[]
  choices: DraftChoice[]
  /** What is said to be recommended: a letter, a number, or the answer itself. */
  recommended: string[]
  /** UTF-16 code units of the text. */
  start: number
  end: number
}

export interface DraftChoice {
  text: string
  letter?: string
  recommended: boolean
}

export const newDraft = (text: string, start: number, end: number): Draft => ({
  text,
  why: [],
  choices: [],
  recommended: [],
  start,
  end,
})
