import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Firefox's program: FIREFOX names it where it is elsewhere; undefined where there is none. */
export const firefoxProgram = (): string | undefined =>
  [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => path && existsSync(path))

export interface Firefox {
  goto(address: string): Promise<void>
  /** Runs a function of the page, with JSON as its arguments and its result; waits for what it promises. */
  evaluate<T>(run: string, ...args: unknown[]): Promise<T>
  /** Types into what has the focus, as a keyboard does. `\uE007` is Enter, `\uE004` is Tab. */
  type(keys: string): Promise<void>
  close(): Promise<void>
}

interface Answer {
  id?: number
  type?: string
  message?: string
  result?: Record<string, unknown>
}

/**
 * A Firefox of its own with one page, driven by the protocol that it speaks itself (WebDriver BiDi): no driver between.
 * Throws where the browser does not come up within 30 s, and what it says of a command.
 */
export async function openFirefox(program: string): Promise<Firefox> {
  const profile = mkdtempSync(join(tmpdir(), 'devussy-firefox-'))
  const child = Bun.spawn(
    [program, '--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
    { stdout: 'ignore', stderr: 'pipe', env: { ...process.env, HOME: profile } },
  )
  const socket = new WebSocket(`${await addressOf(child.stderr)}/session`)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = reject
  })
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>()
  socket.onmessage = ({ data }) => {
    const { id, type, message, result = {} } = JSON.parse(String(data)) as Answer
    const asked = id === undefined ? undefined : waiting.get(id)
    if (id === undefined || !asked) return
    waiting.delete(id)
    if (type === 'error') asked.reject(new Error(message))
    else asked.resolve(result)
  }
  let last = 0
  const send = (method: string, params: object) => {
    last += 1
    const asked = Promise.withResolvers<Record<string, unknown>>()
    waiting.set(last, asked)
    socket.send(JSON.stringify({ id: last, method, params }))
    return asked.promise
  }
  await send('session.new', { capabilities: {} })
  const { context } = await send('browsingContext.create', { type: 'tab' })
  return {
    async goto(url) {
      await send('browsingContext.navigate', { context, url, wait: 'complete' })
    },
    async evaluate<T>(run: string, ...args: unknown[]) {
      const { result, exceptionDetails } = await send('script.evaluate', {
        expression: `Promise.resolve((${run})(...${JSON.stringify(args)})).then((it) => JSON.stringify(it ?? null))`,
        target: { context },
        awaitPromise: true,
      })
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))
      return JSON.parse((result as { value: string }).value) as T
    },
    async type(keys) {
      const actions = [...keys].flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ])
      await send('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] })
    },
    async close() {
      await send('browser.close', {}).catch(() => child.kill())
      await child.exited
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

async function addressOf(stderr: ReadableStream<Uint8Array>): Promise<string> {
  const limit = AbortSignal.timeout(30_000)
  const decoder = new TextDecoder()
  const reader = stderr.getReader()
  limit.addEventListener('abort', () => void reader.cancel())
  let said = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`Firefox did not come up:\n${said}`)
    said += decoder.decode(value, { stream: true })
    const [, address] = /WebDriver BiDi listening on (ws:\S+)/.exec(said) ?? []
    if (!address) continue
    // It goes on to say things, and must not wait for somebody to read them.
    void (async () => {
      while (!(await reader.read()).done);
    })()
    return address
  }
}
