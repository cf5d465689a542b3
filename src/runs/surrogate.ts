/**
 * Text whose pieces may be cut inside a surrogate pair: a high half is held back until the low one comes, since
 * half a character can neither be stored nor sent as UTF-8.
 */
export class WholeCharacters {
  private high = ''

  push(text: string): string {
    if (text === '') return ''
    const whole = this.high + text
    const last = whole.charCodeAt(whole.length - 1)
    const cut = last >= 0xd800 && last <= 0xdbff ? whole.length - 1 : whole.length
    this.high = whole.slice(cut)
    return whole.slice(0, cut)
  }

  /** A half that never got its other half. */
  end(): string {
    const half = this.high
    this.high = ''
    return half
  }
}
