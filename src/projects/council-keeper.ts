import type { Council, Councils } from '../store/councils.ts'
import type { ProjectMarks } from '../store/project-marks.ts'
import { Caretaker, type Charge } from './caretaker.ts'
import { type CouncilCourse, isPassing } from './council-course.ts'

export interface CouncilKeeperParts extends Charge {
  room: Pick<CouncilCourse, 'goOn'>
  councils: Councils
  marks: ProjectMarks
}

/** Sees to it that councils go on: after a crash, or in another process, from where they stand in the store. */
export class CouncilKeeper extends Caretaker<Council> {
  constructor({ room, councils, marks, ...charge }: CouncilKeeperParts) {
    super(charge, {
      going: () => councils.going(),
      keyOf: ({ id }) => id,
      markOf: ({ project }) => marks.of(project),
      goOn: async ({ id }) => {
        await room.goOn(id)
      },
      isPassing,
    })
  }
}
