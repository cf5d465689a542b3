import { Html } from '@elysiajs/html'
import { RecentList } from '../../views/recent.tsx'
import type { Parts } from '../parts.ts'
import { AT_ONCE, MOST_SHOWN, type RecentPage } from '../projects/recent.ts'

/** What a page's address asks for: part of the names, and how many. */
export function recentAsked(request: Request): { query: string; shown: number } {
  const { searchParams } = new URL(request.url)
  const show = searchParams.get('show') ?? ''
  const shown = /^\d{1,4}$/.test(show) ? Number(show) : AT_ONCE
  return {
    query: (searchParams.get('q') ?? '').slice(0, 120),
    shown: Math.min(MOST_SHOWN, Math.max(AT_ONCE, shown)),
  }
}

/** What was worked on last, at once; what has to be learned for it is there at the next look. */
export function recentPage(parts: Parts, { query, shown }: ReturnType<typeof recentAsked>): RecentPage {
  const page = parts.recent.page(query, shown)
  parts.recent
    .learn(page.things)
    .catch((err: unknown) => parts.log.warn({ err }, 'recent projects were not read'))
  return page
}

/** The list as a part of a page, when all is learned that is shown there. */
export async function recentPart(parts: Parts, request: Request): Promise<JSX.Element> {
  const asked = recentAsked(request)
  await parts.recent.learn(parts.recent.page(asked.query, asked.shown).things)
  return (
    <RecentList
      page={parts.recent.page(asked.query, asked.shown)}
      query={asked.query}
      shown={asked.shown}
      now={parts.now()}
      looked
    />
  )
}
