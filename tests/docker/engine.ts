export interface Told {
  code: number
  out: string
  error: string
}

/** A command of the Docker that is there; it never waits for longer than `timeout` milliseconds. */
export async function run(
  command: string[],
  options: { cwd?: string; env?: Record<string, string>; timeout?: number; stdin?: string } = {},
): Promise<Told> {
  const child = Bun.spawn(command, {
    cwd: options.cwd ?? process.cwd(),
    env: { ...process.env, ...options.env },
    stdin: options.stdin === undefined ? 'ignore' : new Blob([options.stdin]),
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: options.timeout ?? 180_000,
  })
  const [out, error, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { out, error, code }
}

/** The same; throws what it said where it does not end with 0. */
export async function demand(command: string[], options: Parameters<typeof run>[1] = {}): Promise<string> {
  const { out, error, code } = await run(command, options)
  if (code !== 0)
    throw new Error(`${command.join(' ')} ended with ${code}:\n${out.slice(-3000)}\n${error.slice(-3000)}`)
  return out
}

export const docker = (...args: string[]): Promise<string> => demand(['docker', ...args])

/**
 * The address of this machine that containers know as host.docker.internal: the bridge's own, where Docker runs on this
 * machine; the loopback, where it runs in a virtual machine that forwards to it. A bridge that no container is in just now
 * is down, and in no list of interfaces; its address can be listened at all the same.
 */
export function engineAddress(): string {
  const { stdout } = Bun.spawnSync(
    ['docker', 'network', 'inspect', 'bridge', '--format', '{{range .IPAM.Config}}{{.Gateway}} {{end}}'],
    { timeout: 20_000 },
  )
  return stdout.toString().trim().split(/\s+/).filter(Boolean).find(canListen) ?? '127.0.0.1'
}

function canListen(hostname: string): boolean {
  try {
    Bun.listen({ hostname, port: 0, socket: { data() {} } }).stop(true)
    return true
  } catch {
    return false
  }
}
