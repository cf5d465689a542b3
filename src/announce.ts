import type { Parts } from './parts.ts'

/** Address that a person opens. */
function addressOf({ settings }: Parts, port: number): string {
  if (settings.PUBLIC_URL !== '') return settings.PUBLIC_URL
  const host = ['0.0.0.0', '::', 'localhost'].includes(settings.HOST) ? '127.0.0.1' : settings.HOST
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/**
 * Says where the server is and how to get in: in plain lines to a person at a terminal, else as a line of the log. The
 * sign-in link is printed nowhere else.
 */
export async function announce(parts: Parts, port: number): Promise<void> {
  const { provider, settings, version, log } = parts
  const address = addressOf(parts, port)
  const link = parts.password ? undefined : `${address}/login/${await parts.sessions.makeLink()}`
  if (!process.stdout.isTTY) {
    log.info({ address, version, provider: provider.name, pid: process.pid }, `listening on ${address}`)
    // At every level: without it nobody gets in.
    if (link)
      console.log(
        JSON.stringify({
          level: 30,
          time: new Date().toISOString(),
          msg: `sign in once with this link: ${link}`,
        }),
      )
    return
  }
  const lines = [
    `devussy-web ${version} on ${address}`,
    provider.name === 'demo'
      ? 'The demo model writes: it needs no key. Set OPENAI_API_KEY or OPENAI_BASE_URL for a real one.'
      : `Model: ${settings.MODEL_DESIGN || settings.MODEL || 'the first sensible one'} at ${settings.OPENAI_BASE_URL}`,
    link ? `Sign in once with this link:\n  ${link}` : `Sign in with the password at ${address}/login`,
  ]
  console.log(lines.join('\n'))
}
