import { ModelError } from '../models/provider.ts'
import { BundleFault } from '../planning/bundle.ts'
import { CapReached } from '../projects/cap.ts'
import { CouncilUnknown } from '../projects/council-room.ts'
import { ProposalDecided, ProposalInConflict, ProposalUnknown } from '../projects/proposal-desk.ts'
import {
  DocumentUnknown,
  FindingUnknown,
  SectionUnknown,
  StageBlocked,
  TaskUnknown,
} from '../projects/refusals.ts'
import { ZipFault } from '../projects/zip.ts'
import { Draining, IntentMismatch, RunEnded, TooManyReaders, TooManyRuns } from '../runs/conductor.ts'
import { JournalDamaged, JournalTaken, RunUnknown, StorageError } from '../runs/journal.ts'
import { ProjectUnknown } from '../store/projects.ts'

export interface FieldError {
  field: string
  message: string
}

export interface ProblemDetails {
  status: number
  /** Stable, for programs. */
  code: string
  /** What happened and what to do, for people. */
  detail: string
  errors?: FieldError[]
  /** Seconds. */
  retryAfter?: number
  headers?: Record<string, string>
  /** Further members of the answer. */
  more?: Record<string, unknown>
}

/** An answer that says no (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem'
  constructor(readonly details: ProblemDetails) {
    super(details.code)
  }
}

const TITLES: Record<number, string> = {
  400: 'The request cannot be read',
  401: 'A key is needed',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not possible here',
  409: 'That does not fit what is there',
  412: 'It has changed meanwhile',
  413: 'Too large',
  415: 'Unknown kind of content',
  422: 'Something in the request has to be changed',
  428: 'A condition is needed',
  429: 'Too much at once',
  500: 'Something went wrong on the server',
  502: "The model's server did not answer as it should",
  503: 'Not possible just now',
}

export const titleOf = (status: number): string => TITLES[status] ?? 'That did not work'

const internal: ProblemDetails = {
  status: 500,
  code: 'internal',
  detail:
    'The fault is on our side and has been written to the log under this request id. Nothing that was written is lost.',
}

/** What a client is told of an error; never the text of one that was not meant for it. */
export function problemOf(error: unknown): ProblemDetails {
  if (error instanceof Problem) return error.details
  if (error instanceof RunUnknown)
    return { status: 404, code: 'run_unknown', detail: 'There is no such run; it may have been deleted.' }
  if (error instanceof ProjectUnknown)
    return {
      status: 404,
      code: 'project_unknown',
      detail: 'There is no such project; it may have been deleted.',
    }
  if (error instanceof DocumentUnknown)
    return {
      status: 404,
      code: 'document_unknown',
      detail: 'The project has no such document, or not in that version.',
    }
  if (error instanceof SectionUnknown)
    return {
      status: 422,
      code: 'section_unknown',
      detail: 'The document has no such section; its sections are listed under /sections.',
      errors: [{ field: 'section', message: 'is no section of the document' }],
    }
  if (error instanceof ProposalUnknown)
    return { status: 404, code: 'proposal_unknown', detail: 'The project has no such proposal.' }
  if (error instanceof ProposalDecided) return { status: 409, code: 'proposal_decided', detail: error.why }
  if (error instanceof ProposalInConflict)
    return {
      status: 409,
      code: 'proposal_conflict',
      detail:
        'The document has changed in the same place. Say which side counts there (`conflicts`: `mine` or `theirs`), or send the `text` that you have made of both.',
      errors: [{ field: 'conflicts', message: 'has to say which side counts' }],
      more: { conflicts: error.view.merge.conflicts },
    }
  if (error instanceof ZipFault) return { status: 422, code: 'archive_refused', detail: error.message }
  if (error instanceof BundleFault)
    return {
      status: 422,
      code: 'archive_refused',
      detail: `${error.file} ${error.why}.`,
      errors: [{ field: error.file.slice(0, 80), message: error.why }],
    }
  if (error instanceof CouncilUnknown)
    return {
      status: 404,
      code: 'council_unknown',
      detail: 'The project has no such council of drafts, or that has no such draft.',
    }
  if (error instanceof TaskUnknown)
    return {
      status: 422,
      code: 'task_unknown',
      detail: 'The plan has no task of that id.',
      errors: [{ field: 'task', message: 'is no task of the plan' }],
    }
  if (error instanceof FindingUnknown)
    return {
      status: 422,
      code: 'finding_unknown',
      detail: 'Nothing of that id is found in the document now; what is found is listed under /findings.',
      errors: [{ field: 'findings', message: 'holds what is not found in the document, or is muted' }],
    }
  if (error instanceof StageBlocked) return { status: 409, code: 'stage_blocked', detail: error.why }
  if (error instanceof CapReached) return { status: 409, code: error.code, detail: error.why }
  if (error instanceof RunEnded) {
    return {
      status: 409,
      code: 'run_ended',
      detail: `The run has ended (${error.run.status}); it can be read or deleted, not changed.`,
    }
  }
  if (error instanceof IntentMismatch) {
    return {
      status: 409,
      code: 'idempotency_key_reused',
      detail: 'This Idempotency-Key was used for another request. Use a new key for a new request.',
    }
  }
  if (error instanceof TooManyRuns) {
    return {
      status: 429,
      code: 'too_many_runs',
      detail: 'As many runs as this server allows are waiting for their turn. Try again when one has ended.',
      retryAfter: 10,
    }
  }
  if (error instanceof TooManyReaders) {
    return {
      status: 429,
      code: 'too_many_readers',
      detail: 'As many streams as this server allows one client are open. Close one, then try again.',
      retryAfter: 10,
    }
  }
  if (error instanceof Draining) {
    return {
      status: 503,
      code: 'draining',
      detail: 'This server is ending and takes no new runs. Try again in a moment.',
      retryAfter: 2,
    }
  }
  if (error instanceof StorageError) {
    const why =
      error.code === 'storage_full' ? "The server's disk is full" : "The server's disk cannot be written"
    return {
      status: 503,
      code: error.code,
      detail: `${why}, so nothing was started. Try again when the operator has made room.`,
      retryAfter: 30,
    }
  }
  if (error instanceof JournalTaken) {
    return {
      status: 409,
      code: 'run_taken',
      detail: 'Another process has just taken this run over. Ask again.',
      retryAfter: 1,
    }
  }
  if (error instanceof JournalDamaged) {
    return {
      status: 500,
      code: 'run_damaged',
      detail:
        'What was kept of this run is damaged and was set aside for the operator. Other runs are not affected.',
    }
  }
  if (error instanceof ModelError) return { status: 502, code: error.code, detail: error.message }
  return internal
}

export function problemResponse(problem: ProblemDetails, requestId: string): Response {
  const { status, code, detail, errors, retryAfter, headers, more } = problem
  const first = errors?.[0]
  const body = {
    type: 'about:blank',
    title: titleOf(status),
    status,
    detail,
    code,
    requestId,
    field: first?.field,
    errors,
    ...more,
  }
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...headers,
    },
  })
}

/** Of what somebody can mend. Throws what nobody foresaw. */
export function mendable(error: unknown): ProblemDetails {
  const problem = problemOf(error)
  if (problem.code === 'internal') throw error
  return problem
}
