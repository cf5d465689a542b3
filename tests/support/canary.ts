import type { BrowserContext, Page } from 'playwright-core'

/** What nobody asked a page to do. */
export type Sighting = `${'script' | 'request' | 'htmx' | 'dom'}: ${string}`

/** What a page may ask for besides what a test opens itself: our files, and its own stream or part. */
const OWN = /^\/(?:assets\/|(?:runs|projects)\/[0-9a-v]{26}(?:\/view)?$|recent$|models-list$)/

/**
 * Watches all pages of a browser: scripts that run or that the policy has to stop, requests to other hosts, requests that
 * were put into a page, dialogs. `sightings` grows as they come.
 */
export async function watchAll(context: BrowserContext, base: string): Promise<Sighting[]> {
  const sightings: Sighting[] = []
  await context.exposeBinding('canary', (_, what: string) => void sightings.push(`script: ${what}`))
  await context.addInitScript(() => {
    const { canary } = globalThis as unknown as { canary(what: string): void }
    for (const name of ['alert', 'confirm', 'prompt', 'print'])
      Object.defineProperty(globalThis, name, { value: () => canary(name) })
    document.addEventListener('securitypolicyviolation', (event) =>
      canary(`${event.violatedDirective} ${event.blockedURI}`),
    )
  })
  context.on('dialog', (dialog) => {
    sightings.push(`script: dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.origin !== base) sightings.push(`request: ${request.url()}`)
    else if (!request.isNavigationRequest() && !OWN.test(url.pathname) && url.pathname !== '/icon.svg')
      sightings.push(`${request.headers()['hx-request'] ? 'htmx' : 'request'}: ${url.pathname}`)
  })
  return sightings
}

/** What stands in the page's tree and could act: elements, attributes, addresses and ids that only a vector brings. */
export async function strangersIn(page: Page): Promise<Sighting[]> {
  const found = await page.evaluate(() => {
    const strangers: string[] = []
    const never =
      'img,iframe,frame,frameset,object,embed,base,math,video,audio,marquee,template,applet,portal,plaintext,xmp,listing,' +
      'keygen,isindex,slot,map,animate,foreignObject,script:not([src^="/assets/"]),link:not([rel=icon]),meta[http-equiv]'
    for (const { outerHTML } of document.querySelectorAll(never)) strangers.push(outerHTML.slice(0, 120))
    for (const element of document.querySelectorAll('*')) {
      const within = element.closest('[hx-ignore]') !== null && !element.hasAttribute('hx-ignore')
      if (element.localName.includes('-')) strangers.push(element.localName)
      for (const { name, value } of element.attributes) {
        const typed = name === 'value' || name === 'title' || name === 'aria-label' || name === 'content'
        // A language's name, cleaned: the only word of a model's that an attribute takes.
        if (name === 'class' && /^language-[a-z0-9+#-]{1,20}$/.test(value)) continue
        const acts = /^(?:on|srcdoc|style|background|xlink|srcset|is$|slot|nonce)/.test(name)
        const asks = /^(?:data-)?(?:hx-|sse-|ws-)/.test(name)
        if (acts || (within && asks)) strangers.push(`${element.localName} ${name}=${value}`)
        if (asks && /alert|evil|^\/x$/.test(value)) strangers.push(`${element.localName} ${name}=${value}`)
        if (
          /^(?:href|src|action|formaction|poster|cite)$/.test(name) &&
          !/^(?:https?:|mailto:|[/?#]|$)/i.test(value)
        )
          strangers.push(`${element.localName} ${name}=${value}`)
        if (!typed && name !== 'href' && /alert\(|onerror|<script/i.test(value))
          strangers.push(`${element.localName} ${name}=${value}`)
        if (name === 'id' && within && !/^[a-z][a-z0-9.-]{0,60}$/i.test(value)) strangers.push(`id ${value}`)
      }
    }
    for (const name of ['cookie', 'forms', 'body', 'head', 'title'])
      if (document.getElementsByName(name).length > 0) strangers.push(`name ${name}`)
    return strangers
  })
  return found.map((what): Sighting => `dom: ${what}`)
}
