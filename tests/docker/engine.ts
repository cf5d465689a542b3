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
 * machine; the loopback, where it runs in a virtual machine that forwards to it. A container says it, since an engine that has
 * just started does not tell its gateway; and the interface may be down, and in no list, yet can be listened at.
 */
export function engineAddress(): string {
  const { stdout } = Bun.spawnSync(
    'docker run --rm --network none --add-host host.docker.internal:host-gateway --entrypoint cat nginx:1.30 /etc/hosts'.split(
      ' ',
    ),
    { timeout: 60_000 },
  )
  const address = /^(\S+)\s+host\.docker\.internal$/m.exec(stdout.toString())?.[1]
  return address && canListen(address) ? address : '127.0.0.1'
}

function canListen(hostname: string): boolean {
  try {
    Bun.listen({ hostname, port: 0, socket: { data() {} } }).stop(true)
    return true
  } catch {
    return false
  }
}
