import { describeSettings } from './settings.ts'

/** Names of variables: which are known, and which known one a stranger was probably meant to be. */

/** What else a .env file may hold: read by Docker Compose, by the compose files and by the scripts. `*` stands for anything. */
const OTHERS = [
  'COMPOSE_*',
  'DOCKER_*',
  'BLUE_SCALE',
  'GREEN_SCALE',
  'COLOUR',
  'LIVE_DIR',
  'VERSION',
  'REVISION',
  'DEVUSSY_VERSION',
  'STOP_GRACE_PERIOD',
  'MEMORY_LIMIT',
  'CPU_LIMIT',
  'NGINX_MEMORY_LIMIT',
  'ALLOY_MEMORY_LIMIT',
  'NGINX_CPU_LIMIT',
  'OPEN_FILES',
  'BIND_ADDRESS',
  'CERTBOT_VERSION',
  'HSTS_SECONDS',
  'HSTS_SUBDOMAINS',
  'HTTP_PORT',
  'HTTPS_PORT',
  'HTTP3',
  'DOMAIN',
  'ACME_EMAIL',
  'ACME_SERVER',
  'ACME_CA_FILE',
  'EXPOSE_STATUS',
  'LIMIT_STREAMS',
  'LIMIT_CONNECTIONS',
  'LIMIT_REQUESTS',
  'LIMIT_BURST',
  'DEPLOY_*',
  'BACKUP_*',
  'LOKI_*',
  'SYSLOG_*',
  // Kept for the pages of operators that are to come; nothing reads it yet.
  'STATUS_KEY',
  'STATUS_KEY_FILE',
  // Of every program of the machine.
  'TZ',
  'LANG',
  'LC_*',
  'NODE_*',
  'BUN_*',
  'SSL_CERT_*',
  'OLLAMA_*',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
]

const patterns = OTHERS.map((name) => new RegExp(`^${name.replaceAll('*', '.+')}$`))

const settingNames = (): string[] =>
  describeSettings().flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]))

const plainOthers = OTHERS.filter((name) => !name.includes('*'))

/** Whether a .env file may hold it. */
export const isKnown = (name: string): boolean =>
  settingNames().includes(name) ||
  patterns.some((pattern) => pattern.test(name)) ||
  /^(https?|no)_proxy$/.test(name)

/** The known name that is nearest; undefined where none is near. */
export function nearest(
  name: string,
  among: string[] = [...settingNames(), ...plainOthers],
): string | undefined {
  let best: { name: string; distance: number } | undefined
  for (const known of among) {
    const distance = distanceOf(bare(name), bare(known))
    // A longer name can be wrong in more places and still be meant.
    if (distance <= Math.min(3, Math.floor(known.length / 4)) && distance < (best?.distance ?? 4))
      best = { name: known, distance }
  }
  return best?.name
}

/** Shorter names are near to those of other programs: MODE to MODEL, HOME to HOST. */
const SHORTEST = 7
/** Of programs in general, however near. */
const OF_OTHERS = /^(OPENAI_(ORG|LOG|PROJECT|ADMIN)\w*|PROVIDERS?_\w+)$/

/** The setting that a variable of the environment was probably meant to be: there every other program's are too. */
export function misspelt(name: string): string | undefined {
  if (isKnown(name) || OF_OTHERS.test(name)) return undefined
  const settings = settingNames()
  const same = settings.find((known) => known.length >= 5 && bare(known) === bare(name))
  return (
    same ??
    nearest(
      name,
      settings.filter((known) => known.length >= SHORTEST),
    )
  )
}

/** Without what is most often mistaken. */
const bare = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** How many letters have to be changed, put in, taken out, or swapped with the next. */
function distanceOf(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const above = rows[i - 1] ?? []
      const same = one[i - 1] === other[j - 1]
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return rows[one.length]?.[other.length] ?? 0
}
