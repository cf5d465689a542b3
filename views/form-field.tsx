import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { FieldError } from '../src/routes/problem.ts'
import { attribute } from './attribute.ts'

/** The form as it was typed, right or wrong. */
export interface FormValues {
  requirements: string
  projectName: string
  languages: string
  frameworks: string
  apis: string
  model: string
  stream: boolean
  /** What to write: one document, or all of the way. */
  what: 'design' | 'all'
  /** The same for each sending of one form, so that a form sent twice makes one run. */
  intent: string
}

type FieldProps = PropsWithChildren<{
  name: Exclude<keyof FormValues, 'stream' | 'intent' | 'what'>
  label: string
  values: FormValues
  errors: FieldError[]
  required?: boolean
  /** Makes it a field of several lines. */
  rows?: number
  list?: string
  shortcut?: string
}>

/** A labelled field with its hint (the children) and what is wrong with it. */
export function Field({
  name,
  label,
  values,
  errors,
  required,
  rows,
  list,
  shortcut,
  children,
}: FieldProps): JSX.Element {
  const wrong = errors.find(({ field }) => field === name)?.message
  const described = [children ? `${name}-hint` : '', wrong ? `${name}-error` : ''].filter(Boolean).join(' ')
  const common = {
    id: name,
    name,
    required,
    'data-key': shortcut,
    'aria-describedby': described || undefined,
    'aria-invalid': wrong ? ('true' as const) : undefined,
    autofocus: wrong !== undefined && errors[0]?.field === name,
  }
  return (
    <div class="field">
      <label for={name} safe>
        {label}
      </label>
      {rows ? (
        <textarea {...common} rows={String(rows)} safe>
          {/* The browser drops a first line end, so one goes before the text. */}
          {`\n${values[name]}`}
        </textarea>
      ) : (
        <input {...common} type="text" list={list} value={attribute(values[name])} />
      )}
      {children ? (
        <p class="quiet" id={`${name}-hint`}>
          {children as 'safe'}
        </p>
      ) : undefined}
      {name === 'requirements' ? (
        <p class="error" id="too-long" role="alert" hidden>
          That is longer than 32 KiB, about 32,000 letters. Please shorten it; nothing is sent until then.
        </p>
      ) : undefined}
      {wrong ? (
        <p class="error" id={`${name}-error`} safe>
          {`${label} ${wrong}.`}
        </p>
      ) : undefined}
    </div>
  )
}
