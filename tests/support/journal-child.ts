import type { JournalAnswer, JournalTask } from './journal-process.ts'

/** Another process with a journal on the same folder; does one task at a time. */
export class JournalChild {
  private readonly process: ReturnType<typeof Bun.spawn>
  private answer: ((answer: JournalAnswer) => void) | undefined
  private readonly ready: Promise<void>

  constructor(folder: string, owner: string) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ready = promise
    this.process = Bun.spawn([process.execPath, `${import.meta.dir}/journal-process.ts`, folder, owner], {
      stdio: ['ignore', 'inherit', 'inherit'],
      ipc: (message: unknown) => {
        if (message === 'ready') resolve()
        else this.answer?.(message as JournalAnswer)
      },
    })
  }

  async do(task: JournalTask): Promise<JournalAnswer> {
    await this.ready
    const { promise, resolve } = Promise.withResolvers<JournalAnswer>()
    this.answer = resolve
    this.process.send(task)
    return promise
  }

  freeze(): void {
    this.process.kill('SIGSTOP')
  }

  thaw(): void {
    this.process.kill('SIGCONT')
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL')
    await this.process.exited
  }
}
