import { KEY, type TestApp } from './app.ts'

interface Control {
  name: string
  value: string
  /** Sent without anybody doing anything. */
  isSent: boolean
  form: Form
}

interface Button {
  name: string
  value: string
  /** As it is called: its label, else its words. */
  called: string
  form: Form
}

interface Form {
  id: string
  action: string
  method: string
}

/** A page as a browser without JavaScript has it: text, links and forms. */
export class PlainPage {
  private constructor(
    private readonly app: TestApp,
    readonly address: string,
    readonly status: number,
    readonly html: string,
    private readonly controls: readonly Control[],
    private readonly buttons: readonly Button[],
  ) {}

  static async open(app: TestApp, address: string, init: RequestInit = {}): Promise<PlainPage> {
    const headers = { accept: 'text/html', 'x-streaming-proxy-key': KEY }
    // What stands behind # is the browser's own.
    const answer = await app.fetch(address.replace(/#.*/, ''), { ...init, headers, redirect: 'manual' })
    const next = answer.headers.get('location')
    if (next) return PlainPage.open(app, next)
    const html = await answer.text()
    const { controls, buttons } = await read(html)
    return new PlainPage(app, address, answer.status, html, controls, buttons)
  }

  /** The same page once more, as `meta refresh` has it. */
  again(): Promise<PlainPage> {
    return PlainPage.open(this.app, this.address)
  }

  /** Whether it has itself loaded anew. */
  get refreshes(): boolean {
    return /<noscript>.*http-equiv="refresh"/s.test(this.html)
  }

  has(button: string): boolean {
    return this.buttons.some(({ called }) => called === button)
  }

  /** Values that can be chosen or ticked, of that name. */
  offered(name: string): string[] {
    return this.controls.filter((control) => control.name === name).map(({ value }) => value)
  }

  /**
   * Presses the button that is called so; `set`: what was typed, chosen or ticked before. Throws where there is no such button,
   * or its form has no such field.
   */
  async press(button: string, set: Record<string, string | string[]> = {}): Promise<PlainPage> {
    const pressed = this.buttons.find(({ called }) => called === button)
    if (!pressed) throw new Error(`no button “${button}” at ${this.address}`)
    const own = this.controls.filter(({ form }) => form === pressed.form)
    const missing = Object.keys(set).find((name) => !own.some((control) => control.name === name))
    if (missing !== undefined) throw new Error(`the form of “${button}” has no “${missing}”`)
    const body = new URLSearchParams()
    for (const { name, value, isSent } of own) if (isSent && set[name] === undefined) body.append(name, value)
    for (const [name, values] of Object.entries(set))
      for (const value of [values].flat()) body.append(name, value)
    if (pressed.name !== '') body.append(pressed.name, pressed.value)
    const { action, method } = pressed.form
    if (method === 'get') return PlainPage.open(this.app, `${action}?${body}`)
    return PlainPage.open(this.app, action, { method: 'POST', body })
  }
}

/** Its controls and buttons, each with the form that it belongs to, also where it stands elsewhere. */
async function read(html: string): Promise<{ controls: Control[]; buttons: Button[] }> {
  const forms: Form[] = []
  const controls: (Omit<Control, 'form'> & { form: Form | string })[] = []
  const buttons: (Omit<Button, 'form'> & { form: Form | string })[] = []
  let inside: Form | undefined
  let select: { name: string; form: Form | string; isFirst: boolean } | undefined
  const formOf = (element: HTMLRewriterTypes.Element) =>
    element.getAttribute('form') ?? inside ?? ({ id: '', action: '', method: '' } satisfies Form)
  const text = (value: string | null) => decode(value ?? '')
  const rewriter = new HTMLRewriter()
    .on('form', {
      element(element) {
        const form = {
          id: text(element.getAttribute('id')),
          action: text(element.getAttribute('action')),
          method: element.getAttribute('method') ?? 'get',
        }
        forms.push(form)
        inside = form
        element.onEndTag(() => {
          inside = undefined
        })
      },
    })
    .on('input, textarea', {
      element(element) {
        const kind = element.getAttribute('type')
        controls.push({
          name: text(element.getAttribute('name')),
          value: text(element.getAttribute('value') ?? (kind === 'checkbox' ? 'on' : '')),
          isSent: (kind !== 'checkbox' && kind !== 'radio') || element.hasAttribute('checked'),
          form: formOf(element),
        })
      },
    })
    .on('select', {
      element(element) {
        select = { name: text(element.getAttribute('name')), form: formOf(element), isFirst: true }
        element.onEndTag(() => {
          select = undefined
        })
      },
    })
    .on('option', {
      element(element) {
        if (!select) return
        const { name, form, isFirst } = select
        select.isFirst = false
        controls.push({ name, value: text(element.getAttribute('value')), isSent: isFirst, form })
      },
    })
    .on('button', {
      element(element) {
        const label = element.getAttribute('aria-label')
        const button = {
          name: text(element.getAttribute('name')),
          value: text(element.getAttribute('value')),
          called: text(label),
          form: formOf(element),
        }
        buttons.push(button)
      },
      text(chunk) {
        const button = buttons.at(-1)
        if (button && !labelled.has(button)) button.called += chunk.text
        if (button && chunk.lastInTextNode) button.called = decode(button.called).trim()
      },
    })
  const labelled = new WeakSet<object>()
  rewriter.on('button[aria-label]', {
    element() {
      const button = buttons.at(-1)
      if (button) labelled.add(button)
    },
  })
  await rewriter.transform(new Response(html)).text()
  const known = (form: Form | string) =>
    typeof form === 'string' ? forms.find(({ id }) => id === form) : form
  const owned = <Thing extends { form: Form | string }>(things: readonly Thing[]) =>
    things.flatMap((thing) => {
      const form = known(thing.form)
      return form ? [{ ...thing, form }] : []
    })
  return { controls: owned(controls), buttons: owned(buttons) }
}

const decode = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#0?39;/g, "'")
    .replace(/&amp;/g, '&')
