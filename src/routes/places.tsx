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

/** What was sent and not taken. */
export interface Refused {
  error: unknown
  /** As it was typed: the project's name. */
  name?: string
}

/** What a project has beside its documents, a page each. `refused`: what did not work of what was sent from there. */
export async function placePage(
  parts: Parts,
  request: Request,
  id: string,
  place: PlaceBeside,
  refused?: Refused,
): Promise<Response> {
  const { status, detail } = refused === undefined ? { status: 200 } : mendable(refused.error)
  // It may begin with a field's name.
  const remark = detail === undefined ? undefined : `${detail.slice(0, 1).toUpperCase()}${detail.slice(1)}`
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
            typedName={refused?.name}
            remark={remark}
          />
        )
    }
  }
  return pageResponse(await draw(), { status })
}
