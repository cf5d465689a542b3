/** What a development plan is written from. */
export interface PlanRequest {
  projectName: string
  /** What the person wrote. */
  brief: string
  /** The design, to the byte. */
  design: string
  /** About how many phases are expected. */
  phases: number
  depth: string
  /** Words that it may have. */
  words: number
}

/** What the plan of one phase is written from. */
export interface PhaseRequest {
  projectName: string
  design: string
  plan: string
  /** Number of the phase. */
  phase: number
  words: number
}
