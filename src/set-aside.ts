import { linkSync, unlinkSync } from 'node:fs'

/**
 * Gives a damaged file a name under which nobody looks for it: `PATH.damaged`, or the first free one of
 * `PATH.2.damaged` …, so that nothing set aside before is lost. Returns it; nothing where the file is gone, since
 * another process was quicker. Throws what the disk says.
 */
export function setAside(path: string): string | undefined {
  for (let count = 1; ; count += 1) {
    const aside = `${path}${count === 1 ? '' : `.${count}`}.damaged`
    try {
      // A link, since renaming would replace what has that name already.
      linkSync(path, aside)
      unlinkSync(path)
      return aside
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return undefined
      if (code !== 'EEXIST') throw error
    }
  }
}
