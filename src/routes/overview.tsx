import { Html } from '@elysiajs/html'
import { OverviewPage } from '../../views/overview-page.tsx'
import type { Shown } from '../../views/questions.tsx'
import type { Parts } from '../parts.ts'
import { complexityOf } from '../projects/judgement.ts'
import { briefOf } from '../projects/orders.ts'
import { pageResponse } from './page-response.ts'
import { mendable } from './problem.ts'
import { liveOf, nextOf, restOf } from './project-parts.ts'
import { shellOf } from './project-shell.ts'

/**
 * `error`: what did not work of what was sent from there; throws it where nobody can mend it. `shown`: the question that a
 * person has answered where the answer was not taken.
 */
export async function overviewPage(
  parts: Parts,
  request: Request,
  id: string,
  error?: unknown,
  shown?: Shown,
): Promise<Response> {
  const { status, detail } = error === undefined ? { status: 200 } : mendable(error)
  const view = await parts.workshop.view(id)
  const asked = { number: Number(new URL(request.url).searchParams.get('question')) }
  const page = (
    <OverviewPage
      shell={shellOf(parts, request, view, 'overview')}
      complexity={complexityOf(view.project, briefOf(view.newest) ?? '')}
      next={nextOf(parts, view)}
      rest={await restOf(parts, view, shown ?? asked)}
      {...(await liveOf(parts, view))}
      remark={detail}
    />
  )
  return pageResponse(page, { status })
}
