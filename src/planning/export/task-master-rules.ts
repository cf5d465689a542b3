import type { ExportFile } from '../export.ts'
import { checkFiles } from './markdown.ts'

export const TITLE_LENGTH = 200

export interface TaskMasterSubtask {
  id: number
  title: string
  description: string
  details: string
  status: 'pending' | 'done'
  dependencies: number[]
}

export interface TaskMasterTask {
  id: number
  title: string
  description: string
  details: string
  testStrategy: string
  status: 'pending' | 'done' | 'blocked'
  dependencies: number[]
  priority: 'medium'
  subtasks: TaskMasterSubtask[]
}

const PLACE = '.taskmaster/tasks/tasks.json'
const STATUSES = ['pending', 'in-progress', 'done', 'deferred', 'cancelled', 'blocked', 'review']
const PRIORITIES = ['low', 'medium', 'high', 'critical']

/**
 * A schema written from Task Master's documentation (docs/task-structure.md, "Data Validation") and source (tm-core
 * TaskEntity.validate, src/schemas/base-schemas.js) of version 0.43. Its own package takes 1.4 GB, so it is not a part of
 * the tests.
 */
export function checkTaskMaster(files: readonly ExportFile[]): string[] {
  return [...checkFiles(files), ...faults(files.find(({ path }) => path === PLACE)?.text)]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const isId = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0

function* faults(text: string | undefined): Generator<string> {
  if (text === undefined) return yield `${PLACE} is missing.`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return yield `${PLACE} is not JSON.`
  }
  if (!isObject(value)) return yield 'the tags are no object.'
  for (const [tag, content] of Object.entries(value)) {
    if (!isObject(content) || !Array.isArray(content.tasks)) {
      yield `the tag ${tag} has no list of tasks.`
      continue
    }
    const tasks: unknown[] = content.tasks
    yield* inList(tasks, `${tag}: task`)
    for (const task of tasks)
      if (isObject(task)) {
        if (!Array.isArray(task.subtasks)) yield `${tag}: task ${String(task.id)} has no list of subtasks.`
        else yield* inList(task.subtasks, `${tag}: subtask ${String(task.id)}.`)
        if (!PRIORITIES.includes(String(task.priority)))
          yield `${tag}: task ${String(task.id)} has no priority.`
        if (!isText(task.testStrategy)) yield `${tag}: task ${String(task.id)} has no test strategy.`
      }
  }
}

function* inList(tasks: unknown[], name: string): Generator<string> {
  const waits = new Map<number, number[]>()
  for (const task of tasks) {
    if (!isObject(task) || !isId(task.id)) {
      yield `${name}: an id is no positive whole number.`
      continue
    }
    const called = `${name} ${task.id}`
    if (waits.has(task.id)) yield `${called} stands there twice.`
    const { title, description, details, status, dependencies } = task
    if (!isText(title) || title.trim() === '' || title.length > TITLE_LENGTH)
      yield `${called} has no title of 1 to ${TITLE_LENGTH} characters.`
    if (!isText(description) || description.trim() === '') yield `${called} has no description.`
    if (!isText(details)) yield `${called} has no details.`
    if (!STATUSES.includes(String(status))) yield `${called} has an unknown status.`
    if (!Array.isArray(dependencies) || !dependencies.every(isId))
      yield `${called} has dependencies that are no ids.`
    else waits.set(task.id, dependencies)
  }
  for (const [id, others] of waits)
    for (const other of others)
      if (!waits.has(other) || other === id) yield `${name} ${id} waits for ${other}, which it cannot.`
  // What is left when everything that waits for nothing is taken away, again and again, waits in a circle.
  const left = new Map(waits)
  for (let before = -1; before !== left.size; ) {
    before = left.size
    for (const [id, others] of left) if (others.every((other) => !left.has(other))) left.delete(id)
  }
  if (left.size > 0) yield `${name}: ${[...left.keys()].join(', ')} wait in a circle.`
}
