import { Html, type PropsWithChildren } from '@elysiajs/html'
import { PAGE_STYLES } from '../src/page-styles.ts'
import { attribute } from './attribute.ts'
import { Icon } from './icon.tsx'
import { Keys, KeysButton, keysIn } from './keys.tsx'

export interface Frame {
  /** Path of the static files. */
  base: string
  signedIn: boolean
  /** Single keys press nothing here: somebody has switched them off. */
  keysOff?: boolean
}

export type LayoutProps = PropsWithChildren<{
  frame: Frame
  title: string
  /** Seconds after which a browser without JavaScript asks again. */
  refresh?: number
  /** Address without a fragment: a page that was come to with one is not loaded again by refreshing itself. */
  refreshTo?: string
  /** Of elements that come later than the page. */
  laterKeys?: readonly string[]
  icon?: 'rest' | 'writing' | 'done'
}>

/**
 * No injected style, no code in attributes, no kept pages: what htmx may do under the content security policy. What a person
 * has unfolded stays so when the part of the page around it is told anew.
 */
const HTMX = `includeIndicatorCSS:false, history:false, extensions:sse, morphIgnore:'["data-htmx-powered","open"]'`

/**
 * What surrounds every page. Its own scripts are at most 3 KiB in all as they are served (src/assets), so their
 * reasons stand here.
 *
 * reader.js: whoever scrolls up stays there, whoever is at the end stays at the end. A button that a swap takes away
 * would take the focus with it; one that is only drawn anew has it back by htmx, by its id. Safari lets a page copy
 * only in the moment of the click, so it gets the promise of the text; what came must be the text, and not the page of a
 * proxy or of the sign-in. An idea that is too long is told before it is sent; the server decides. A key presses the element
 * that names it (views/keys), but not while somebody types, and not together with another one, which is the browser's.
 *
 * feed.js: a living run (one with a form named stop) says something every second. Where nothing is heard for 4 s, the page is
 * fetched instead, and what is on it keeps its nodes: a selection, a place, what is unfolded. A frame alone shows that the
 * stream gets through: a proxy may answer in its place, with any status. A page that was interrupted looks again when it is
 * seen again: another tab may have pressed Continue. A clock that has jumped tells that the machine slept; what was away and
 * goes on says so once. A form is not sent into no network, where the browser would show a page of its own.
 */
export function Layout({
  frame: { base, signedIn, keysOff = false },
  title,
  refresh,
  refreshTo,
  laterKeys = [],
  icon,
  children,
}: LayoutProps): JSX.Element {
  const header = <SiteHeader signedIn={signedIn} />
  const later = laterKeys.map((key) => ` data-key="${key}"`).join('')
  const keys = keysIn(`${header}${[children].flat(2).join('')}${later}`)
  return (
    <>
      {'<!doctype html>'}
      <html lang="en" data-keys={keysOff ? 'off' : undefined}>
        <head>
          <meta charset="utf-8" />
          <title id="title" safe>
            {title}
          </title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex, nofollow" />
          <meta name="color-scheme" content="light dark" />
          <meta name="htmx-config" content={HTMX} />
          <Icon base={base} which={icon} />
          <style>{PAGE_STYLES as 'safe'}</style>
          <script src={`${base}/vendor/htmx.min.js`} defer />
          <script src={`${base}/vendor/hx-sse.min.js`} defer />
          <script type="module" src={`${base}/reader.js`} />
          <script type="module" src={`${base}/feed.js`} />
          {refresh === undefined ? undefined : (
            <noscript>
              <meta
                http-equiv="refresh"
                content={attribute(refreshTo ? `${refresh}; url=${refreshTo}` : String(refresh))}
              />
            </noscript>
          )}
        </head>
        <body>
          <a class="skip" href="#main">
            Skip to the content
          </a>
          {header as 'safe'}
          {/* What concerns the whole page, wherever one is on it. */}
          <p id="told" role="alert"></p>
          <p id="offline" role="alert" hidden>
            You are offline, so nothing was sent. What you typed is still here: send it when the network is
            back.
          </p>
          {children as 'safe'}
          <Keys keys={keys} off={keysOff} />
        </body>
      </html>
    </>
  )
}

function SiteHeader({ signedIn }: { signedIn: boolean }): JSX.Element {
  return (
    <header class="site">
      <a class="brand" href="/" data-key="h">
        devussy
      </a>
      <div class="row">
        {signedIn ? (
          <>
            <a href="/projects" data-key="a">
              Projects
            </a>
            <form method="post" action="/logout">
              <button type="submit" class="plain">
                Sign out
              </button>
            </form>
          </>
        ) : undefined}
        <KeysButton />
      </div>
    </header>
  )
}
