const LENGTH = 50

/**
 * A name that every tool takes for a folder: lower-case Latin letters, digits and single hyphens, a letter first. What
 * other scripts write is told in `problem`.
 */
export function folderName(name: string): { folder: string; problem?: string } {
  const latin = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-\d]+/, '')
    .slice(0, LENGTH)
    .replace(/-+$/, '')
  if (latin.length > 1) return { folder: latin }
  return {
    folder: 'project',
    problem: `“${name.slice(0, 60).toWellFormed()}” cannot be a folder’s name for these tools, so the folder is called “project”.`,
  }
}
