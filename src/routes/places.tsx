import { Html } from '@elysiajs/html'
import { CostsPage } from '../../views/costs-page.tsx'
import { ExportPage } from '../../views/export-page.tsx'
import { FindingsPage } from '../../views/findings-page.tsx'
import type { Place } from '../../views/rail.tsx'
import { SettingsPage } from '../../views/settings-page.tsx'
import { TracePage } from '../../views/trace-page.tsx'
import type { Parts } from '../parts.ts'
import { exportAll } from '../planning/export.ts'
import { complexityOf } from '../projects/judgement.ts'
import { briefOf } from '../projects/orders.ts'
import { pageResponse } from './page-response.ts'
import { mendable } from './problem.ts'
import { shellOf } from './project-shell.ts'

export type PlaceBeside = Exclude<Place, 'overview'>

/** What a project has beside its documents, a page each. `error`: what did not work of what was sent from there. */
export async function placePage(
  parts: Parts,
  request: Request,
  id: string,
  place: PlaceBeside,
  error?: unknown,
): Promise<Response> {
  const { status, detail: remark } = error === undefined ? { status: 200 } : mendable(error)
  const { workshop } = parts
  const view = await workshop.view(id)
  const shell = shellOf(parts, request, view, place)
  const draw = async (): Promise<JSX.Element> => {
    switch (place) {
      case 'findings':
        return (
          <FindingsPage
            shell={shell}
            inspection={workshop.inspectionOf(view)}
            correction={view.correction}
            remark={remark}
          />
        )
      case 'trace':
        return <TracePage shell={shell} inspection={workshop.inspectionOf(view)} />
      case 'costs':
        return (
          <CostsPage
            shell={shell}
            costs={workshop.costs(view)}
            at={new Date(parts.now()).toISOString()}
            remark={remark}
          />
        )
      case 'exports':
        return <ExportPage shell={shell} exports={exportAll(await workshop.bundle(id))} />
      case 'settings':
        return (
          <SettingsPage
            shell={shell}
            complexity={complexityOf(view.project, briefOf(view.newest) ?? '')}
            remark={remark}
          />
        )
    }
  }
  return pageResponse(await draw(), { status })
}
