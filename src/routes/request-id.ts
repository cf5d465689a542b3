const ids = new WeakMap<Request, string>()
const ACCEPTED = /^[\w.:=+/@-]{1,128}$/

/** The request's id: the client's own where it is a harmless one, else a new one. The same for each call. */
export function requestIdOf(request: Request): string {
  let id = ids.get(request)
  if (id === undefined) {
    const given = request.headers.get('x-request-id') ?? ''
    id = ACCEPTED.test(given) ? given : crypto.randomUUID()
    ids.set(request, id)
  }
  return id
}
