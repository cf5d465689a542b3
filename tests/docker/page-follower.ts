import { PageReader } from '../support/page-reader.ts'
import { Visitor } from './wire.ts'

/** A run's page in a browser: the page, then its stream, which it reads once. */
export class PageFollower {
  private readonly visitor: Visitor
  private page = new PageReader('')

  constructor(
    address: string,
    cookie: string,
    private readonly id: string,
  ) {
    this.visitor = new Visitor(address, { cookie, accept: 'text/html' })
  }

  get hasEnded(): boolean {
    return this.page.ended
  }

  /** Throws where the page is refused. */
  async open(): Promise<void> {
    this.page = new PageReader(await this.text())
  }

  /** Throws Failed where the stream breaks; a run that has ended meanwhile has none. */
  async read(): Promise<void> {
    const { page } = this
    if (!page.feed) {
      page.ended = true
      return
    }
    const answer = await this.visitor.fetch(page.feed.replaceAll('&amp;', '&'))
    if (!answer.ok) throw new Error(`the page's stream was answered with ${answer.status}`)
    await page.read(answer)
  }

  /** Where what has been streamed into the page is not what the page is when it is opened now; nothing where it is. */
  async difference(): Promise<string | undefined> {
    const atRest = new PageReader(await this.text())
    const [streamed, kept] = [this.page.document, atRest.document]
    if (streamed === kept) return undefined
    let at = 0
    while (streamed[at] === kept[at]) at += 1
    const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60))
    const state = atRest.feed ? 'which is still being written' : 'at rest'
    return `at ${at} of ${streamed.length} it reads ${around(streamed)}, and opened anew, ${state}, of ${kept.length} ${around(kept)}; ${this.page.frames} frames, begun ${this.page.feed}`
  }

  private async text(): Promise<string> {
    const answer = await this.visitor.fetch(`/runs/${this.id}`)
    if (!answer.ok) throw new Error(`the page of a run was answered with ${answer.status}`)
    return answer.text()
  }
}
