import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/nginx.ts'
import { demand, docker, run, type Told } from './engine.ts'
import { Visitor } from './wire.ts'

export const KEY = 'a-key-of-the-deploy-tests-0123456789'
export const PASSWORD = 'a-password-of-the-deploy-tests'

/** The checkout that is deployed; test-deploy.sh makes it, and each stack clones it. */
const source = process.env.DEPLOY_TEST_CLONE ?? join(import.meta.dir, '../..')
const prefix = process.env.DEPLOY_TEST_PROJECT ?? `deploytest${process.pid}`

/** A clone of the checkout with a project, a port and an .env of its own. */
export class Stack {
  readonly project: string
  readonly dir: string
  readonly port = freePort()

  private constructor(name: string) {
    this.project = `${prefix}-${name}`
    this.dir = mkdtempSync(join(tmpdir(), `${this.project}-`))
  }

  static async clone(name: string, settings: Record<string, string> = {}): Promise<Stack> {
    const stack = new Stack(name)
    await demand(['git', 'clone', '-q', source, join(stack.dir, 'site')])
    stack.set({ HTTP_PORT: `${stack.port}`, ...settings })
    return stack
  }

  get site(): string {
    return join(this.dir, 'site')
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Adds lines to .env; a setting that is there already is replaced. */
  set(settings: Record<string, string>): void {
    const file = join(this.site, '.env')
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    const kept = lines.filter((line) => line !== '' && !((line.split('=')[0] ?? '') in settings))
    const added = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
    writeFileSync(file, `${[...kept, ...added].join('\n')}\n`, { mode: 0o600 })
  }

  environment(more: Record<string, string> = {}): Record<string, string> {
    return { COMPOSE_PROJECT_NAME: this.project, ...more }
  }

  run(command: string[], options: Parameters<typeof run>[1] = {}): Promise<Told> {
    return run(command, { cwd: this.site, ...options, env: this.environment(options.env) })
  }

  async compose(...args: string[]): Promise<string> {
    const { out, error, code } = await this.run(['docker', 'compose', ...args], { timeout: 300_000 })
    if (code !== 0) throw new Error(`docker compose ${args.join(' ')} ended with ${code}:\n${out}\n${error}`)
    return out
  }

  /** deploy-vps.sh with these words. */
  script(words: string[], env: Record<string, string> = {}): Promise<Told> {
    return this.run(['./scripts/deploy-vps.sh', ...words], { env, timeout: 240_000 })
  }

  /** Deploys a version and returns the seconds it took; throws what was said where it did not work. */
  async deploy(version: string): Promise<number> {
    const from = performance.now()
    const { code, out, error } = await this.script(['deploy', '--local'], { VERSION: version })
    if (code !== 0) throw new Error(`the deploy of ${version} ended with ${code}:\n${out}\n${error}`)
    return (performance.now() - from) / 1000
  }

  visitor(headers: Record<string, string> = {}): Visitor {
    return new Visitor(this.address, headers)
  }

  readonly api = (path: string, init: RequestInit = {}): Promise<Response> =>
    this.visitor({ 'x-streaming-proxy-key': KEY }).fetch(path, init)

  /** What GET /health says. */
  async health(): Promise<{ version?: string; colour?: string; state?: string }> {
    const answer = await this.visitor().fetch('/health')
    return (await answer.json()) as { version?: string }
  }

  /** The cookie of a session, by the password. */
  async signIn(password = PASSWORD): Promise<string> {
    const answer = await this.visitor().fetch('/login', {
      method: 'POST',
      body: new URLSearchParams({ password }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    const cookie = answer.headers.get('set-cookie')?.split(';')[0]
    if (!cookie) throw new Error(`signing in was answered with ${answer.status}`)
    return cookie
  }

  /** Ids of this project's containers that are there, running or not, but nginx. */
  async servers(): Promise<string[]> {
    const out = await docker('ps', '-aq', '--filter', `label=com.docker.compose.project=${this.project}`)
    const nginx = await docker(
      'ps',
      '-aq',
      '--filter',
      `label=com.docker.compose.project=${this.project}`,
      '--filter',
      'label=com.docker.compose.service=nginx',
    )
    return out.split('\n').filter((id) => id !== '' && !nginx.includes(id))
  }

  /** Opens a port of this machine to a service past nginx, from the next start on; returns it. */
  async openPast(service: string): Promise<number> {
    const port = freePort()
    await this.add(`services: { ${service}: { ports: ['127.0.0.1:${port}:8000'] } }\n`)
    return port
  }

  /** A compose file of the test's own on top of the clone's. */
  async add(yaml: string): Promise<void> {
    await Bun.write(join(this.site, 'test-override.yml'), yaml)
    this.set({ COMPOSE_FILE: 'docker-compose.yml:test-override.yml' })
  }

  /** Bytes that a service holds, without the file cache that can be dropped. */
  async memoryOf(service: string): Promise<number> {
    const container = (await this.compose('ps', '-q', service)).trim()
    const said = await docker('stats', '--no-stream', '--format', '{{.MemUsage}}', container)
    const [, number, unit = ''] = /([\d.]+)\s*(\w+)/.exec(said) ?? []
    return Number(number) * ({ KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }[unit] ?? 1)
  }

  logs(...more: string[]): Promise<string> {
    return this.run(['docker', 'compose', 'logs', '--no-color', ...more]).then(
      ({ out, error }) => out + error,
    )
  }

  /** Takes everything down, with its data and its images. */
  async down(): Promise<void> {
    await removeProject(this.project)
    rmSync(this.dir, { recursive: true, force: true })
  }
}

/** Everything of a project, found by its label: what drains is no part of the compose file any more. */
export async function removeProject(project: string): Promise<void> {
  const label = `label=com.docker.compose.project=${project}`
  const each = async (list: string[], remove: string[]) => {
    const { out } = await run(['docker', ...list])
    const names = out.split('\n').filter((line) => line !== '')
    if (names.length > 0) await run(['docker', ...remove, ...names])
  }
  await each(['ps', '-aq', '--filter', label], ['rm', '-fv'])
  await each(['network', 'ls', '-q', '--filter', label], ['network', 'rm'])
  await each(['volume', 'ls', '-q', '--filter', label], ['volume', 'rm'])
  await each(['images', '--format', '{{.Repository}}:{{.Tag}}', project], ['rmi'])
}

/** A line for the table that test-deploy.sh prints. */
export function figure(part: string, name: string, value: string | number): void {
  const file = process.env.DEPLOY_TEST_FIGURES
  if (file) appendFileSync(file, `${JSON.stringify({ part, name, value })}\n`)
  else console.log(`${part}: ${name}: ${value}`)
}

export const isLong = process.env.DEPLOY_TEST_LONG === '1'
