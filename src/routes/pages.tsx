import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { capPages } from './cap-pages.ts'
import { carePages } from './care-pages.tsx'
import { correctionPages } from './correction-pages.ts'
import { councilPages } from './council-pages.tsx'
import { documentPages } from './document-pages.tsx'
import { exportPages } from './export-pages.tsx'
import { home } from './home.tsx'
import { projectPages } from './project-pages.tsx'
import { questionPages } from './question-pages.ts'
import { runPages } from './run-pages.tsx'
import { upkeepPages } from './upkeep-pages.tsx'
import { walkPages } from './walk-pages.ts'

/** Everything a person sees but the sign-in. */
export const pages = (parts: Parts) =>
  new Elysia({ name: 'pages' })
    .use(home(parts))
    .use(runPages(parts))
    .use(projectPages(parts))
    .use(documentPages(parts))
    .use(questionPages(parts))
    .use(exportPages(parts))
    .use(upkeepPages(parts))
    .use(capPages(parts))
    .use(walkPages(parts))
    .use(carePages(parts))
    .use(councilPages(parts))
    .use(correctionPages(parts))
