import { readFileSync } from 'node:fs'

/** What a file holds that a secret is kept in; or why not, as the end of a sentence and what to do about it. */
export type SecretFile = { text: string } | { fault: string }

/** Reads the file at `path`; `text` is '' where it is empty or blank. Never throws. */
export function readSecretFile(path: string): SecretFile {
  try {
    // A byte order mark and Windows line ends are blank too.
    return { text: readFileSync(path, 'utf8').trim() }
  } catch (error) {
    return { fault: faultOf(error, path) }
  }
}

function faultOf(error: unknown, path: string): string {
  const { code } = error as NodeJS.ErrnoException
  const uid = process.getuid?.() ?? 0
  if (code === 'EISDIR')
    return `${path} is a folder and not a file. Docker makes one where the file to be mounted is missing: remove the folder, put the file there, and make the container anew.`
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return `the file ${path} is not there. Make it, or name another.`
  if (code === 'EACCES' || code === 'EPERM') {
    // The server's image runs as 65532, whom no machine knows by a name.
    const cure =
      uid === 65532
        ? `Give it to this user: chown 65532 ${path} (of a container: the file on the machine).`
        : 'Give this user the right to, or name another file.'
    return `the file ${path} cannot be read by the user that runs (uid ${uid}). ${cure}`
  }
  return `the file ${path} cannot be read (${code ?? 'fault unknown'}). Name a file that this user may read.`
}
