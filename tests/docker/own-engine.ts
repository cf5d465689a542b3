import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Subprocess } from 'bun'
import { demand, run, type Told } from './engine.ts'

/**
 * Why no engine of one's own can be had here; nothing where it can. Killing an engine is for one that nobody else uses, and a second one on a
 * machine must not touch the first one's network: it gets a network of its own.
 */
export function whyNoEngine(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux'
  const missing = ['dockerd', 'containerd', 'nsenter', 'unshare', 'ip', 'curl'].filter(
    (name) => !Bun.which(name),
  )
  return missing.length > 0 ? `needs ${missing.join(', ')}` : undefined
}

/** A Docker Engine beside the one that is there, with its own data and its own network, that can be killed like by a power cut. */
export class OwnEngine {
  // Below /var/lib: the file system has to carry an engine's layers.
  readonly folder = mkdtempSync(`/var/lib/${process.env.DEPLOY_TEST_PROJECT ?? 'deploytest'}-engine-`)
  private readonly net: Subprocess
  private daemon: Subprocess | undefined

  constructor() {
    this.net = Bun.spawn(['unshare', '--net', 'sleep', 'infinity'])
  }

  get env(): Record<string, string> {
    return { DOCKER_HOST: `unix://${this.folder}/docker.sock`, DOCKER_CONTEXT: '' }
  }

  /** A command whose 127.0.0.1 is that engine's. */
  within(command: string[], timeout = 60_000): Promise<Told> {
    return run(['nsenter', `--net=/proc/${this.net.pid}/ns/net`, ...command], { timeout })
  }

  async start(): Promise<void> {
    await this.within(['ip', 'link', 'set', 'lo', 'up'])
    // What it knows of running things lies in /run elsewhere, and a machine that boots has nothing there.
    await this.forget(join(this.folder, 'exec'))
    rmSync(join(this.folder, 'docker.pid'), { force: true })
    const log = Bun.file(join(this.folder, 'dockerd.log'))
    this.daemon = Bun.spawn(
      [
        ...[
          'nsenter',
          `--net=/proc/${this.net.pid}/ns/net`,
          'dockerd',
          '--data-root',
          join(this.folder, 'data'),
        ],
        ...['--exec-root', join(this.folder, 'exec'), '--pidfile', join(this.folder, 'docker.pid')],
        ...['-H', `unix://${this.folder}/docker.sock`],
      ],
      { stdout: log, stderr: log, env: { ...process.env, DOCKER_HOST: undefined } },
    )
    const until = performance.now() + 60_000
    while ((await run(['docker', 'info'], { env: this.env, timeout: 10_000 })).code !== 0) {
      if (performance.now() > until || this.daemon.exitCode !== null)
        throw new Error(
          `the engine did not start:\n${readFileSync(join(this.folder, 'dockerd.log'), 'utf8').slice(-2000)}`,
        )
      await Bun.sleep(200)
    }
  }

  docker(...args: string[]): Promise<string> {
    return demand(['docker', ...args], { env: this.env })
  }

  /** Images of the other engine. */
  async take(images: string[]): Promise<void> {
    const target = `DOCKER_HOST=unix://${this.folder}/docker.sock`
    await demand(
      ['bash', '-o', 'pipefail', '-c', `docker save ${images.join(' ')} | ${target} docker load`],
      {
        timeout: 300_000,
      },
    )
  }

  /** Everything of it ends at once, in the middle of whatever it does. */
  async cutPower(): Promise<void> {
    const { out } = await run(['docker', 'ps', '-q'], { env: this.env })
    const ids = out
      .trim()
      .split('\n')
      .filter((id) => id !== '')
    const pids =
      ids.length > 0
        ? (await this.docker('inspect', '--format', '{{.State.Pid}}', ...ids)).trim().split('\n').map(Number)
        : []
    const shims = pids.map(parentOf)
    const daemon = this.daemon?.pid ?? 0
    // Its containerd is its child; the engine goes first, so that it starts nothing again.
    for (const pid of [daemon, ...childrenOf(daemon), ...shims, ...pids]) kill(pid)
    await this.daemon?.exited
    this.daemon = undefined
  }

  async stop(): Promise<void> {
    if (this.daemon) await this.cutPower()
    this.net.kill('SIGKILL')
    await this.net.exited
    await this.forget(this.folder)
  }

  /** What an engine had mounted outlives it. */
  private async forget(folder: string): Promise<void> {
    const mounts = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' ')[1] ?? '')
    const own = mounts.filter((path) => path.startsWith(folder)).reverse()
    for (const path of own) await run(['umount', '-l', path])
    rmSync(folder, { recursive: true, force: true })
  }
}

const statOf = (pid: number | string): string[] => {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
}

const parentOf = (pid: number): number => Number(statOf(pid)[1] ?? 0)

function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').trim().split(' ').map(Number)
}

/** Never anything that is not a process of its own: 0 and 1 stand for more. */
function kill(pid: number): void {
  if (!(pid > 1)) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
