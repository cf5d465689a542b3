import { Html, type PropsWithChildren } from '@elysiajs/html'
import { PAGE_STYLES } from '../src/page-styles.ts'
import { attribute } from './attribute.ts'

export interface Frame {
  /** Path of the static files. */
  base: string
  signedIn: boolean
}

type LayoutProps = PropsWithChildren<{
  frame: Frame
  title: string
  /** Seconds after which a browser without JavaScript asks again. */
  refresh?: number
  /** Address without a fragment: a page that was come to with one is not loaded again by refreshing itself. */
  refreshTo?: string
}>

/**
 * No injected style, no code in attributes, no kept pages: what htmx may do under the content security policy. What a person
 * has unfolded stays so when the part of the page around it is told anew.
 */
const HTMX = `includeIndicatorCSS:false, history:false, extensions:sse, morphIgnore:'["data-htmx-powered","open"]'`

/**
 * What surrounds every page. Its own scripts are at most 3 KiB in all, so their reasons stand here.
 *
 * reader.js: whoever scrolls up stays there, whoever is at the end stays at the end. A button that a swap takes away
 * would take the focus with it; one that is only drawn anew has it back by htmx, by its id. Safari lets a page copy
 * only in the moment of the click, so it gets the promise of the text; what came must be the text, and not the page of a
 * proxy or of the sign-in. An idea that is too long is told before it is sent; the server decides.
 *
 * feed.js: a living run (one with a form named stop) says something every second. Where nothing is heard for 4 s, the page is
 * fetched instead. A frame alone shows that the stream gets through: a proxy may answer in its place, with any status.
 * A page that was interrupted looks again when it is seen again: another tab may have pressed Continue.
 */
export function Layout({
  frame: { base, signedIn },
  title,
  refresh,
  refreshTo,
  children,
}: LayoutProps): JSX.Element {
  return (
    <>
      {'<!doctype html>'}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title id="title" safe>
            {title}
          </title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex, nofollow" />
          <meta name="color-scheme" content="light dark" />
          <meta name="htmx-config" content={HTMX} />
          <link rel="icon" href={`${base}/icon.svg`} type="image/svg+xml" />
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
          <header class="site">
            <a class="brand" href="/">
              devussy
            </a>
            {signedIn ? (
              <div class="row">
                <a href="/projects">Projects</a>
                <form method="post" action="/logout">
                  <button type="submit" class="plain">
                    Sign out
                  </button>
                </form>
              </div>
            ) : undefined}
          </header>
          {/* What concerns the whole page, wherever one is on it. */}
          <p id="told" role="alert"></p>
          {children as 'safe'}
        </body>
      </html>
    </>
  )
}
