/**
 * Models that think aloud do it within <think> and </think> at the very start of their answer, where the server does not take it apart (Ollama, vLLM
 * and llama.cpp without a reasoning parser). Later in a document the tag is a word like any other. Tags may be cut anywhere.
 */
const OPEN = '<think>'
const CLOSE = '</think>'
/** Blanks are held back this far, in UTF-16 code units, so that an answer of blanks is not held for ever. */
const LEADING = 64

export interface Told {
  text: string
  reasoning: string
}

export class ThinkTags {
  private state: 'start' | 'thinking' | 'after' | 'text' = 'start'
  private held = ''

  push(piece: string): Told {
    if (this.state === 'text') return { text: piece, reasoning: '' }
    this.held += piece
    if (this.state === 'start') return this.start()
    return this.state === 'thinking' ? this.think() : this.after('')
  }

  /** The server tells reasoning apart by itself: a tag in the text belongs to the document. */
  trust(): void {
    if (this.state === 'start' && this.held === '') this.state = 'text'
  }

  /** What was held back, at the answer's end. */
  end(): Told {
    const held = this.held
    this.held = ''
    if (this.state === 'thinking') return { text: '', reasoning: held }
    return { text: held, reasoning: '' }
  }

  private start(): Told {
    const begun = this.held.trimStart()
    const near = this.held.length - begun.length <= LEADING
    if (near && begun.startsWith(OPEN)) {
      this.state = 'thinking'
      this.held = begun.slice(OPEN.length)
      return this.think()
    }
    if (near && OPEN.startsWith(begun)) return { text: '', reasoning: '' }
    return this.release()
  }

  private think(): Told {
    const close = this.held.indexOf(CLOSE)
    if (close >= 0) {
      const reasoning = this.held.slice(0, close)
      this.state = 'after'
      this.held = this.held.slice(close + CLOSE.length)
      return this.after(reasoning)
    }
    const reasoning = this.held.slice(0, this.held.length - beginningOf(CLOSE, this.held))
    this.held = this.held.slice(reasoning.length)
    return { text: '', reasoning }
  }

  /** The blank lines that set the thinking off are part of neither. */
  private after(reasoning: string): Told {
    this.held = withoutBlankLines(this.held)
    if (this.held.trim() === '' && this.held.length <= LEADING) return { text: '', reasoning }
    return { ...this.release(), reasoning }
  }

  private release(): Told {
    this.state = 'text'
    const text = this.held
    this.held = ''
    return { text, reasoning: '' }
  }
}

const withoutBlankLines = (text: string): string => text.replace(/^\s*\n/, '')

/** How many of the last characters of `text` may be the beginning of `tag`. */
function beginningOf(tag: string, text: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--)
    if (text.endsWith(tag.slice(0, length))) return length
  return 0
}
