/** True for a browser that wants a page to show: it names text/html, and neither JSON nor an event stream before it. */
export function wantsPage(request: Request): boolean {
  const accept = request.headers.get('accept') ?? ''
  const types = accept
    .split(',')
    .map((range) => range.toLowerCase().replace(/\s/g, ''))
    .filter((range) => !/;q=0(\.0*)?(;|$)/.test(range))
    .map((range) => range.split(';', 1)[0] ?? '')
  const html = types.indexOf('text/html')
  if (html < 0) return false
  return !types
    .slice(0, html)
    .some((type) => /^application\/(problem\+)?json$|^text\/event-stream$/.test(type))
}

export const json = (
  value: unknown,
  init: { status?: number; headers?: Record<string, string> } = {},
): Response =>
  new Response(JSON.stringify(value), {
    status: init.status ?? 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...init.headers },
  })

/** Sends a browser on, to be fetched by GET. */
export const seeOther = (path: string, headers: Record<string, string> = {}): Response =>
  new Response(null, { status: 303, headers: { location: path, 'cache-control': 'no-store', ...headers } })
