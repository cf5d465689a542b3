/** What a project cannot do, and why. */

/** The plan has no task of that id. */
export class TaskUnknown extends Error {
  override readonly name = 'TaskUnknown'
}

/** There is no document of that key in any project. */
export class DocumentUnknown extends Error {
  override readonly name = 'DocumentUnknown'
}

/** What is asked for needs something that is not there yet; `why` says what, for users. */
export class StageBlocked extends Error {
  override readonly name = 'StageBlocked'
  constructor(readonly why: string) {
    super(why)
  }
}

/** The document has no such section. */
export class SectionUnknown extends Error {
  override readonly name = 'SectionUnknown'
}

/** Nothing of that id is found in the document now, or it is muted. */
export class FindingUnknown extends Error {
  override readonly name = 'FindingUnknown'
}
