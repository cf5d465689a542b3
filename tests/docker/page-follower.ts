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

  /** Whether what has been streamed into the page is what the page is when it is opened now. */
  async isWhole(): Promise<boolean> {
    return this.page.document === new PageReader(await this.text()).document
  }

  private async text(): Promise<string> {
    const answer = await this.visitor.fetch(`/runs/${this.id}`)
    if (!answer.ok) throw new Error(`the page of a run was answered with ${answer.status}`)
    return answer.text()
  }
}
