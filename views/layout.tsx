import { Html, type PropsWithChildren } from '@elysiajs/html'

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
}>

/** No injected style, no code in attributes, no kept pages: what htmx may do under the content security policy. */
const HTMX = 'includeIndicatorCSS:false, history:false, extensions:sse'

/** What surrounds every page. */
export function Layout({ frame: { base, signedIn }, title, refresh, children }: LayoutProps): JSX.Element {
  return (
    <>
      {'<!doctype html>'}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title safe>{title}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex, nofollow" />
          <meta name="color-scheme" content="light dark" />
          <meta name="htmx-config" content={HTMX} />
          <link rel="icon" href={`${base}/icon.svg`} type="image/svg+xml" />
          <link rel="stylesheet" href={`${base}/styles.css`} />
          <script src={`${base}/vendor/htmx.min.js`} defer />
          <script src={`${base}/vendor/hx-sse.min.js`} defer />
          <script type="module" src={`${base}/reader.js`} />
          <script type="module" src={`${base}/feed.js`} />
          {refresh === undefined ? undefined : (
            <noscript>
              <meta http-equiv="refresh" content={String(refresh)} />
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
              <form method="post" action="/logout">
                <button type="submit" class="plain">
                  Sign out
                </button>
              </form>
            ) : undefined}
          </header>
          {children as 'safe'}
        </body>
      </html>
    </>
  )
}
