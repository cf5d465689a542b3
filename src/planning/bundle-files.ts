/** The names that documents have as files. */
export function fileOf(document: string): string {
  return document.startsWith('phase-') ? `phases/${document}.md` : `${document}.md`
}
