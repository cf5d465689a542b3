import { Problem } from './problem.ts'

interface Route {
  method: string
  path: string
}

const fits = (pattern: string[], path: string[]): boolean =>
  pattern.length === path.length &&
  pattern.every((part, at) => (part.startsWith(':') ? path[at] !== '' : part === path[at]))

/** The answer where no route fits: 405 with what is possible where only the method is wrong, else 404. */
export function noSuchPlace(routes: readonly Route[], request: Request): Problem {
  const path = new URL(request.url).pathname.split('/')
  const methods = routes.filter((route) => fits(route.path.split('/'), path)).map((route) => route.method)
  if (methods.length === 0) {
    return new Problem({
      status: 404,
      code: 'not_found',
      detail: 'There is nothing at this address. The start page is at /, the API is described at /api.',
    })
  }
  const allow = [...new Set(methods)].sort().join(', ')
  return new Problem({
    status: 405,
    code: 'method_not_allowed',
    detail: `${request.method} is not possible here; possible: ${allow}.`,
    headers: { allow },
  })
}
