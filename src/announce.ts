import type { Parts } from './parts.ts'
import { modelFor } from './settings.ts'

/** Address that a person opens. */
function addressOf({ settings }: Parts, port: number): string {
  if (settings.PUBLIC_URL !== '') return settings.PUBLIC_URL
  const host = ['0.0.0.0', '::', 'localhost'].includes(settings.HOST) ? '127.0.0.1' : settings.HOST
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/**
 * Says where the server is and how to get in: in plain lines to a person at a terminal, else as a line of the log. One that
 * is not live shows no way in yet: `announceLink` does when it is.
 */
export async function announce(parts: Parts, port: number): Promise<void> {
  const { provider, settings, version, log, role } = parts
  const address = addressOf(parts, port)
  if (!process.stdout.isTTY) {
    const { colour, state } = role
    log.info(
      { address, version, colour, state, provider: provider.name, pid: process.pid },
      `listening on ${address}`,
    )
    return
  }
  const link = await makeLink(parts, address)
  const lines = [
    `devussy-web ${version} on ${address}`,
    provider.name === 'demo'
      ? 'The demo model writes: it needs no key. Set OPENAI_API_KEY or OPENAI_BASE_URL for a real one.'
      : `Model: ${modelFor(settings, 'design') || 'the first sensible one'} at ${settings.OPENAI_BASE_URL}`,
    link ? `Sign in once with this link:\n  ${link}` : `Sign in with the password at ${address}/login`,
  ]
  console.log(lines.join('\n'))
}

/** Prints the sign-in link into the log, where a person needs one. A terminal has had it already. */
export async function announceLink(parts: Parts, port: number): Promise<void> {
  if (process.stdout.isTTY) return
  const link = await makeLink(parts, addressOf(parts, port))
  if (!link) return
  // At every level: without it nobody gets in.
  const time = new Date().toISOString()
  console.log(JSON.stringify({ level: 30, time, msg: `sign in once with this link: ${link}` }))
}

async function makeLink({ password, sessions }: Parts, address: string): Promise<string | undefined> {
  return password ? undefined : `${address}/login/${await sessions.makeLink()}`
}
