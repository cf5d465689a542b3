import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort } from './nginx.ts'

const DOCS = resolve(import.meta.dir, '../../docs/own-proxy.md')

/** A proxy of a person's own, with the lines that docs/own-proxy.md gives for it. */
export interface OwnProxy {
  name: string
  /** Debian's package, and the program in it. */
  package: string
  program: string
  /** What is exchanged in the documented lines, so that they listen here without TLS; each has to be there. */
  swaps(port: number, folder: string): [string | RegExp, string][]
  /** Around the documented lines: what a machine's own configuration has besides. */
  whole(lines: string, folder: string): string
  file: string
  args(file: string): string[]
}

export const OWN_PROXIES: OwnProxy[] = [
  {
    name: 'caddy',
    package: 'caddy',
    program: '/usr/bin/caddy',
    swaps: (port) => [['plans.example.org {', `http://127.0.0.1:${port} {`]],
    whole: (lines) => `{\n  admin off\n}\n${lines}`,
    file: 'Caddyfile',
    args: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  },
  {
    name: 'haproxy',
    package: 'haproxy',
    program: '/usr/sbin/haproxy',
    swaps: (port) => [[/bind :443 .*/, `bind 127.0.0.1:${port}`]],
    whole: (lines) => lines,
    file: 'haproxy.cfg',
    args: (file) => ['-db', '-f', file],
  },
  {
    name: 'apache',
    package: 'apache2-bin',
    program: '/usr/sbin/apache2',
    swaps: (port) => [
      ['*:443', `127.0.0.1:${port}`],
      ['SSLEngine on', ''],
      [/SSLCertificateFile .*/, ''],
      [/SSLCertificateKeyFile .*/, ''],
    ],
    // With what Debian compresses, so that a stream among it would be seen.
    whole: (lines, folder) =>
      [
        ...['mpm_event', 'authz_core', 'headers', 'proxy', 'proxy_http', 'deflate', 'filter'].map(
          (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
        ),
        `PidFile ${folder}/pid\nErrorLog ${folder}/error.log\nDefaultRuntimeDir ${folder}\nServerName localhost`,
        `${/VirtualHost (\S+)>/.exec(lines)?.[1]?.replace(/^/, 'Listen ')}`,
        'AddOutputFilterByType DEFLATE text/html text/plain text/css application/javascript application/json',
        lines,
      ].join('\n'),
    file: 'apache.conf',
    args: (file) => ['-X', '-f', file],
  },
  {
    name: 'nginx',
    package: 'nginx-light',
    program: '/usr/sbin/nginx',
    swaps: (port) => [
      ['listen 443 ssl;', `listen 127.0.0.1:${port};`],
      ['http2 on;', ''],
      [/ssl_certificate .*/, ''],
      [/ssl_certificate_key .*/, ''],
    ],
    // Debian's own nginx.conf compresses.
    whole: (lines, folder) =>
      [
        `${process.getuid?.() === 0 ? 'user root;' : ''}daemon off; pid ${folder}/pid; error_log ${folder}/error.log;`,
        'events {}',
        `http { gzip on; access_log off; client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p;`,
        `fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;`,
        `${lines}}`,
      ].join('\n'),
    file: 'nginx.conf',
    args: (file) => ['-c', file],
  },
]

/** Whether it is here; as root in a container it is installed, where no service would be started by that. */
export function hasProxy({ program, package: name }: OwnProxy): boolean {
  if (existsSync(program)) return true
  if (process.getuid?.() !== 0 || existsSync('/run/systemd/system') || !Bun.which('apt-get')) return false
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]) => Bun.spawnSync(['apt-get', ...args], { env, timeout: 120_000 }).success
  const get = () => apt('install', '-y', '-qq', '--no-install-recommends', name)
  return (get() || (apt('update', '-qq') && get())) && existsSync(program)
}

/** The documented lines, between ```NAME and ```. */
function documented(name: string): string {
  const lines = new RegExp(`^\`\`\`${name}\n([^]*?)^\`\`\``, 'm').exec(readFileSync(DOCS, 'utf8'))?.[1]
  if (!lines) throw new Error(`docs/own-proxy.md has no lines for ${name}`)
  return lines
}

/** Runs it in front of `upstream` (http://127.0.0.1:PORT). Throws what it said where it does not come up. */
export async function startOwnProxy(proxy: OwnProxy, upstream: string) {
  const folder = mkdtempSync(join(tmpdir(), `devussy-${proxy.name}-`))
  const port = freePort()
  let lines = documented(proxy.name)
  for (const [from, to] of [
    ...proxy.swaps(port, folder),
    [/127\.0\.0\.1:8000/g, new URL(upstream).host] as const,
  ]) {
    const swapped = lines.replace(from, to)
    if (swapped === lines)
      throw new Error(
        `the lines for ${proxy.name} have nothing like ${from}; see tests/support/own-proxies.ts`,
      )
    lines = swapped
  }
  const file = join(folder, proxy.file)
  writeFileSync(file, proxy.whole(lines, folder))
  // Into a file: a pipe that nobody reads would hold a talkative program up.
  const said = join(folder, 'said')
  const child = Bun.spawn([proxy.program, ...proxy.args(file)], {
    env: { PATH: process.env.PATH ?? '', HOME: folder },
    stdin: 'ignore',
    stdout: Bun.file(said),
    stderr: Bun.file(said),
  })
  const stop = async () => {
    child.kill('SIGTERM')
    const patience = setTimeout(() => child.kill('SIGKILL'), 3000)
    await child.exited
    clearTimeout(patience)
    rmSync(folder, { recursive: true, force: true })
  }
  const address = `http://127.0.0.1:${port}`
  while (child.exitCode === null) {
    if (await fetch(`${address}/livez`).catch(() => undefined)) return { address, stop }
    await Bun.sleep(20)
  }
  const why = existsSync(said) ? readFileSync(said, 'utf8') : ''
  await stop()
  throw new Error(`${proxy.name} did not come up: ${why}`)
}
