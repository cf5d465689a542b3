/**
 * A reader of many: takes an HTTP answer in chunks (RFC 9112, 7.1) and its events apart at the least cost, so that a thousand of them
 * fit into one test process. Only for streams of ASCII.
 */
export class Frames {
  private held = ''
  private body = ''
  private inHead = true

  constructor(private readonly take: (id: number, type: string, data: string) => void) {}

  /** Throws where the answer is none of 200. */
  push(bytes: Buffer): void {
    this.held += bytes.toString('latin1')
    if (this.inHead) {
      const end = this.held.indexOf('\r\n\r\n')
      if (end < 0) return
      if (!this.held.startsWith('HTTP/1.1 200'))
        throw new Error(`a reader was answered ${this.held.slice(0, 40)}`)
      this.held = this.held.slice(end + 4)
      this.inHead = false
    }
    this.chunks()
    this.events()
  }

  private chunks(): void {
    let at = 0
    for (;;) {
      const line = this.held.indexOf('\r\n', at)
      if (line < 0) break
      const end = line + 2 + Number.parseInt(this.held.slice(at, line), 16)
      if (this.held.length < end + 2) break
      this.body += this.held.slice(line + 2, end)
      at = end + 2
    }
    if (at > 0) this.held = this.held.slice(at)
  }

  private events(): void {
    let at = 0
    for (let end = this.body.indexOf('\n\n', at); end >= 0; end = this.body.indexOf('\n\n', at)) {
      const [id = '', type = '', data = ''] = this.body.slice(at, end).split('\n')
      if (id.startsWith('id: ')) this.take(Number(id.slice(4)), type.slice(7), data.slice(6))
      at = end + 2
    }
    if (at > 0) this.body = this.body.slice(at)
  }
}
