import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const BINARY = '/usr/sbin/nginx'
const RENDER = resolve(import.meta.dir, '../../deploy/nginx/render.sh')

/** A child nginx with the project's configuration, in front of servers of this machine. */
export interface Nginx {
  address: string
  /** Makes a colour the live one, as a deploy does. */
  makeLive(colour: keyof Colours): void
  /** A request to what only containers reach: 8081 is always blue, 8082 always green, 8083 the live one. */
  inside(port: 8081 | 8082 | 8083, path: string): Promise<Response>
  /** Lines of its access log. */
  log(): string[]
  stop(): Promise<void>
}

/** Addresses of each colour's servers. */
export interface Colours {
  blue: string[]
  green: string[]
}

/** Where it is missing; a sentence for who runs the tests. */
export const NO_NGINX = `nginx is not there (${BINARY}); on Debian: apt-get install nginx-light`

export const hasNginx = (): boolean => existsSync(BINARY) || install()

/** In a container, where no service would be started by it. */
function install(): boolean {
  if (process.getuid?.() !== 0 || existsSync('/run/systemd/system') || !Bun.which('apt-get')) return false
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]) => Bun.spawnSync(['apt-get', ...args], { env, timeout: 120_000 }).success
  const get = () => apt('install', '-y', '-qq', '--no-install-recommends', 'nginx-light')
  return (get() || (apt('update', '-qq') && get())) && existsSync(BINARY)
}

/** A port that nobody listens on now. */
export function freePort(): number {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  const { port } = listener
  listener.stop(true)
  return port
}

/** Renders as the container does. Throws what render.sh said where a setting is wrong. */
export function render(folder: string, settings: Record<string, string> = {}): void {
  const env = { PATH: process.env.PATH, LIVE_DIR: `${folder}/live`, ...settings }
  const { success, stderr } = Bun.spawnSync(['sh', RENDER, 'to', folder], { env, timeout: 10_000 })
  if (!success) throw new Error(stderr.toString().trim())
}

function serversOf(addresses: string[], backup: string): string {
  // A group without a server is none to nginx.
  if (addresses.length === 0) return `server 127.0.0.1:9 down${backup};`
  return addresses.map((address) => `server ${new URL(address).host} max_fails=0${backup};`).join('\n')
}

type Swap = [line: RegExp, other: string | ((...found: string[]) => string)]

/**
 * The rendered configuration with what belongs to a container exchanged: addresses and paths, and what Debian's nginx does not know
 * yet. All that decides about streams stays as it is shipped. Throws where a line that is exchanged is not there any more.
 */
export function fitToThisMachine(folder: string, { blue, green }: Colours, port: number): void {
  const swaps: Swap[] = [
    [/(\s)\/tmp\//g, `$1${folder}/`],
    [/^worker_processes .*$/gm, `worker_processes 1;${process.getuid?.() === 0 ? ' user root;' : ''}`],
    [/^(\s*)error_log .*$/gm, `$1error_log ${folder}/error.log warn;`],
    [/^(\s*)access_log .*$/gm, `$1access_log ${folder}/access.log line if=$is_logged;`],
    [/^\s*keepalive_min_timeout .*$/gm, ''],
    [/^resolver.*$/gm, ''],
    [/^\s*keepalive 0;$/gm, ''],
    [
      /^\s*server (blue|green):8000 resolve max_fails=0( backup)?;$/gm,
      (_, colour, backup = '') => serversOf(colour === 'blue' ? blue : green, backup),
    ],
    [/-f \/live\//g, `-f ${folder}/live/`],
    [/listen 8080;/g, `listen 127.0.0.1:${port};`],
    [/listen (808[123]);/g, `listen unix:${folder}/$1.sock;`],
  ]
  const names = readdirSync(folder).filter((name) => name.endsWith('.conf'))
  const texts = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  for (const [line, other] of swaps) {
    let found = false
    for (const [name, text] of texts) {
      const next = text.replace(line, other as string)
      found ||= next !== text
      texts.set(name, next)
    }
    if (!found) throw new Error(`nginx's configuration has no line like ${line}; see tests/support/nginx.ts`)
  }
  for (const [name, text] of texts) writeFileSync(join(folder, name), text)
}

/** Throws what nginx said where it does not come up. Servers without a colour are blue, and blue is live. */
export async function startNginx(
  servers: string[] | Colours,
  settings: Record<string, string> = {},
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'devussy-nginx-'))
  const port = freePort()
  const live = join(folder, 'live/green')
  mkdirSync(`${folder}/live`)
  render(folder, settings)
  fitToThisMachine(folder, Array.isArray(servers) ? { blue: servers, green: [] } : servers, port)
  const child = Bun.spawn([BINARY, '-c', `${folder}/nginx.conf`, '-g', 'daemon off;'], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
  })
  const address = `http://127.0.0.1:${port}`
  const nginx: Nginx = {
    address,
    makeLive: (colour) => (colour === 'green' ? writeFileSync(live, '') : rmSync(live, { force: true })),
    inside: (at, path) => fetch(`http://nginx${path}`, { unix: `${folder}/${at}.sock` }),
    log: () => readFileSync(`${folder}/access.log`, 'utf8').split('\n').slice(0, -1),
    stop: async () => {
      // Not SIGKILL: its worker would live on.
      child.kill('SIGTERM')
      await child.exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
  while (child.exitCode === null) {
    const up = await fetch(`${address}/livez`).catch(() => undefined)
    if (up) return nginx
    await Bun.sleep(10)
  }
  const said = await new Response(child.stderr).text()
  await nginx.stop()
  throw new Error(`nginx did not come up: ${said}`)
}
