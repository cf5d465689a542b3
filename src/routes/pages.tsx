import { Elysia } from 'elysia'
import type { Parts } from '../parts.ts'
import { carePages } from './care-pages.tsx'
import { correctionPages } from './correction-pages.ts'
import { councilPages } from './council-pages.tsx'
import { documentEdits } from './document-edits.tsx'
import { documentPages } from './document-pages.tsx'
import { exportPages } from './export-pages.ts'
import { home } from './home.tsx'
import { placePages } from './place-pages.ts'
import { projectPages } from './project-pages.tsx'
import { questionPages } from './question-pages.ts'
import { runPages } from './run-pages.tsx'
import { upkeepPages } from './upkeep-pages.tsx'
import { versionPages } from './version-pages.tsx'
import { walkPages } from './walk-pages.ts'
import { writingPages } from './writing-pages.ts'

/** Everything a person sees but the sign-in. */
export const pages = (parts: Parts) =>
  new Elysia({ name: 'pages' })
    .use(home(parts))
    .use(runPages(parts))
    .use(projectPages(parts))
    .use(documentPages(parts))
    .use(documentEdits(parts))
    .use(versionPages(parts))
    .use(questionPages(parts))
    .use(exportPages(parts))
    .use(upkeepPages(parts))
    .use(placePages(parts))
    .use(writingPages(parts))
    .use(walkPages(parts))
    .use(carePages(parts))
    .use(councilPages(parts))
    .use(correctionPages(parts))
