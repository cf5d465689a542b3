import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = join(import.meta.dir, '../..')

/** What the scripts need of a machine, without Bun and npm. */
const TOOLS = [
  'bash',
  'env',
  'sed',
  'grep',
  'tail',
  'cmp',
  'mkdir',
  'mktemp',
  'dirname',
  'cp',
  'mv',
  'rm',
  'cat',
  'timeout',
]

export interface Outcome {
  code: number
  out: string
  err: string
}

/** A project with our scripts in a path with a blank, on a machine that has only what a test gives it. */
export class Sandbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'devussy scripts '))
  readonly bin = join(this.folder, 'bin')
  readonly project = join(this.folder, 'the project')

  constructor(bunVersion: string) {
    mkdirSync(this.bin)
    for (const tool of TOOLS) {
      const path = Bun.which(tool)
      if (path) symlinkSync(path, join(this.bin, tool))
    }
    for (const name of ['start.sh', 'test.sh', 'toolchain.sh']) {
      mkdirSync(join(this.project, 'scripts'), { recursive: true })
      copyFileSync(join(root, 'scripts', name), join(this.project, 'scripts', name))
    }
    this.write('package.json', JSON.stringify({ packageManager: `bun@${bunVersion}` }, null, 2))
    this.write('bun.lock', 'first')
  }

  /** A file of the project. */
  write(name: string, text: string): void {
    const path = join(this.project, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }

  read(name: string): string {
    return readFileSync(join(this.project, name), 'utf8')
  }

  /** A program of the machine, as a shell script; what is called is noted in `calls`. */
  program(name: string, script: string): void {
    const path = join(this.bin, name)
    writeFileSync(path, `#!/usr/bin/env bash\necho "${name} $*" >>'${this.folder}/calls'\n${script}\n`)
    chmodSync(path, 0o755)
  }

  /** The calls of such programs since the last time, `bun --version` left out. */
  calls(): string[] {
    const path = join(this.folder, 'calls')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, '')
    return text.split('\n').filter((line) => line !== '' && line !== 'bun --version')
  }

  spawn(script: string, args: string[] = [], env: Record<string, string> = {}) {
    return Bun.spawn([join(this.project, 'scripts', script), ...args], {
      cwd: '/',
      env: { PATH: this.bin, HOME: this.folder, ...env },
      stdout: 'pipe',
      stderr: 'pipe',
    })
  }

  async run(script: string, args: string[] = [], env: Record<string, string> = {}): Promise<Outcome> {
    const running = this.spawn(script, args, env)
    const [out, err, code] = await Promise.all([
      new Response(running.stdout).text(),
      new Response(running.stderr).text(),
      running.exited,
    ])
    return { code, out, err }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
