import { addAll, type TaskDraft } from './draft.ts'
import { requirementsNamedIn } from './references.ts'

/** Requirements at the very end of a task: `Write the parser R1, R2`. */
const TRAILING =
  /(?:^|[\s,;:–—-])((?:(?:R|FR|NFR|REQ)[ _-]?\d{1,3}(?:\s?(?:,|&|\/|and)\s?|\s?[-–]\s?)?){1,8})[.\s*_]*$/i

/**
 * "R2" alone is also a product. Where most tasks end in such an id, it is how this text names requirements: then they
 * are taken. Linear.
 */
export function addTrailingIds(tasks: TaskDraft[]) {
  const bare = tasks.filter(({ requirements }) => requirements.size === 0)
  const found = bare.flatMap((task) => {
    const said = TRAILING.exec((task.texts[0] ?? '').slice(-80))?.[1]
    return said === undefined ? [] : [{ task, said }]
  })
  if (found.length < 2 || 2 * found.length < tasks.length) return
  for (const { task, said } of found) addAll(task.requirements, requirementsNamedIn(said))
}
