import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Subprocess } from 'bun'
import { KEY } from './app.ts'

export interface ServerProcess {
  process: Subprocess<'ignore', 'pipe', 'pipe'>
  address: string
  dataDir: string
  /** The printed one-time link; '' where a password is set. */
  link: string
  /** What it has written so far. */
  output(): string
  api(path: string, init?: RequestInit): Promise<Response>
  /** Sends the signal and resolves to the exit code. */
  end(signal?: NodeJS.Signals): Promise<number>
}

const MAIN = resolve(import.meta.dir, '../../src/main.ts')

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'devussy-process-'))

/** The environment of a server process; nothing of this one's but PATH and HOME. */
export const environment = (more: Record<string, string>): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  PORT: '0',
  // No proxy stands in front that would have to notice.
  DRAIN_GRACE: '100ms',
  STREAMING_PROXY_KEY: KEY,
  ...more,
})

/** A command of the program, until it exits. */
export async function runCommand(args: string[], more: Record<string, string>) {
  // Settings of a developer's own .env are no part of a test.
  const child = Bun.spawn([process.execPath, '--env-file=/dev/null', MAIN, ...args], {
    env: environment(more),
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: 30_000,
  })
  const [out, error, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { out, error, code }
}

/** A real server as its own process, ready to be asked. Throws what it has written where it does not come up. */
export async function startServer(
  more: Record<string, string> = {},
  dataDir = temporaryFolder(),
): Promise<ServerProcess> {
  const child = Bun.spawn([process.execPath, '--env-file=/dev/null', MAIN], {
    env: environment({ DATA_DIR: dataDir, ...more }),
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  let output = ''
  const up = Promise.withResolvers<void>()
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder()
    for await (const bytes of stream) {
      output += decoder.decode(bytes, { stream: true })
      const byPassword = more.UI_PASSWORD || more.UI_PASSWORD_FILE
      if (/"listening on /.test(output) && (byPassword || output.includes('sign in once'))) up.resolve()
    }
  }
  void read(child.stdout)
  void read(child.stderr)
  void child.exited.then(() => up.reject(new Error(`the server did not come up:\n${output}`)))
  await up.promise
  const address = /listening on (http:[^"]+)/.exec(output)?.[1] ?? ''
  return {
    process: child,
    address,
    dataDir,
    link: /link: (http[^"]+)/.exec(output)?.[1] ?? '',
    output: () => output,
    api: (path, init = {}) =>
      fetch(`${address}${path}`, { ...init, headers: { 'x-streaming-proxy-key': KEY, ...init.headers } }),
    async end(signal = 'SIGTERM') {
      child.kill(signal)
      return child.exited
    },
  }
}

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })
