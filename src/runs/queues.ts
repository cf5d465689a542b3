/** One queue a name: what is done under one name is done one after another, in the order in which it was asked for. */
export class Queues {
  private readonly last = new Map<string, Promise<void>>()

  has(name: string): boolean {
    return this.last.has(name)
  }

  get size(): number {
    return this.last.size
  }

  /** Does `change` when all that was asked for before it has settled; resolves or rejects as it does. */
  run<T>(name: string, change: () => Promise<T>): Promise<T> {
    const result = (this.last.get(name) ?? Promise.resolve()).then(change)
    const settled = result.then(
      () => {},
      () => {},
    )
    const last = settled.then(() => {
      if (this.last.get(name) === last) this.last.delete(name)
    })
    this.last.set(name, last)
    return result
  }

  /** Resolves when all that stands in the queues now has settled. */
  async settled(): Promise<void> {
    await Promise.all(this.last.values())
  }
}
