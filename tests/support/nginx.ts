import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const BINARY = '/usr/sbin/nginx'
const CONF = resolve(import.meta.dir, '../../nginx.conf')

/** A child nginx with the project's nginx.conf, in front of servers of this machine. */
export interface Nginx {
  address: string
  stop(): Promise<void>
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

/**
 * The project's nginx.conf with what belongs to a container exchanged: addresses and paths. All that decides about streams stays as
 * it is shipped. Throws where the file has lost a line that is exchanged.
 */
export function confFor(upstreams: string[], port: number, folder: string): string {
  const servers = upstreams.map((address) => `server ${new URL(address).host} max_fails=0;`).join('\n')
  const swaps: [RegExp, string][] = [
    [/^worker_processes .*$/m, `worker_processes 1;${process.getuid?.() === 0 ? ' user root;' : ''}`],
    [/^error_log .*$/m, `error_log ${folder}/error.log warn;`],
    [/^\s*access_log .*$/m, 'access_log off;'],
    // Debian's nginx cannot look servers up again; addresses on this machine need none of it.
    [/^\s*resolver .*$/m, ''],
    [/^\s*server app:8000 .*$/m, servers],
    [/listen 8080;/, `listen 127.0.0.1:${port};`],
  ]
  let conf = readFileSync(CONF, 'utf8').replaceAll(/(\s)\/tmp\//g, `$1${folder}/`)
  for (const [line, other] of swaps) {
    if (!line.test(conf)) throw new Error(`nginx.conf has no line like ${line}; see tests/support/nginx.ts`)
    conf = conf.replace(line, other)
  }
  return conf
}

/** Throws what nginx said where it does not come up. */
export async function startNginx(upstreams: string[]): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'devussy-nginx-'))
  const port = freePort()
  writeFileSync(`${folder}/nginx.conf`, confFor(upstreams, port, folder))
  const child = Bun.spawn([BINARY, '-c', `${folder}/nginx.conf`, '-g', 'daemon off;'], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
  })
  const stop = async () => {
    // Not SIGKILL: its worker would live on.
    child.kill('SIGTERM')
    await child.exited
    rmSync(folder, { recursive: true, force: true })
  }
  const address = `http://127.0.0.1:${port}`
  while (child.exitCode === null) {
    const up = await fetch(`${address}/livez`).catch(() => undefined)
    if (up) return { address, stop }
    await Bun.sleep(10)
  }
  const said = await new Response(child.stderr).text()
  await stop()
  throw new Error(`nginx did not come up: ${said}`)
}
