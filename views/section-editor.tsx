import { Html } from '@elysiajs/html'
import type { FieldError } from '../src/routes/problem.ts'
import { Difference } from './difference.tsx'

/** A document, or a section of it, that is being edited. */
export interface Editing {
  /** Number of the version that the edit began with. */
  after: number
  /** Absent for the whole document. */
  section?: { number: number; title: string }
  text: string
  /** Safe HTML of the text as it is typed. */
  preview?: string
  errors?: FieldError[]
  /** Why it was not taken. */
  remark?: string
  /** What somebody else has written there meanwhile. */
  theirs?: string
}

/** A field of Markdown with what it looks like; without JavaScript its preview is asked for by a button. */
export function SectionEditor({ place, editing }: { place: string; editing: Editing }): JSX.Element {
  const { after, section, text, errors = [], remark, theirs } = editing
  const safePreview = editing.preview ?? ''
  const wrong = errors.find(({ field }) => field === 'text')?.message ?? errors[0]?.message
  const preview = `${place}/preview`
  const title = section ? `Edit: ${section.title}` : 'Edit the whole document'
  const back = section ? `#part-${section.number}` : ''
  return (
    <section id="edit" class="editor" aria-labelledby="edit-title">
      <p id="edit-title" class="edit-title" safe>
        {title}
      </p>
      {remark ? (
        <p class="error" role="alert">
          <span safe>{remark}</span> {theirs === undefined ? undefined : <a href="#text">To your text</a>}
        </p>
      ) : undefined}
      {theirs === undefined ? undefined : (
        <details open>
          <summary>From what is there now to what is in the field</summary>
          <Difference
            before={theirs}
            after={text}
            label="From what is there now to what is in the field below"
          />
        </details>
      )}
      {/* In this form of a form two megabytes that were pasted are no more than that, and come back with a word on their length. */}
      <form method="post" action={place} enctype="multipart/form-data">
        <input type="hidden" name="after" value={String(after)} />
        {section ? <input type="hidden" name="section" value={String(section.number)} /> : undefined}
        <label for="text" class="unseen">
          Markdown
        </label>
        <textarea
          id="text"
          name="text"
          class="markdown"
          rows="8"
          spellcheck="true"
          autofocus
          aria-invalid={wrong ? 'true' : undefined}
          aria-describedby={wrong ? 'text-error' : undefined}
          hx-post={preview}
          hx-trigger="input changed delay:350ms"
          hx-target="#preview"
          hx-swap="innerHTML"
          hx-sync="this:replace"
          safe
        >
          {/* The browser drops a first line end, so one goes before the text. */}
          {`\n${text}`}
        </textarea>
        {wrong ? (
          <p class="error" id="text-error" safe>
            {`Markdown ${wrong}.`}
          </p>
        ) : undefined}
        <p class="row">
          <button type="submit" class="primary">
            Save
          </button>
          <button type="submit" class="by-hand" formaction={preview}>
            Preview
          </button>
          {section ? (
            <a
              class="minor"
              href={`${place}${back}`}
              hx-get={`${place}?part=${section.number}`}
              hx-target="#edit"
              hx-swap="outerHTML"
            >
              Cancel
            </a>
          ) : (
            <a class="minor" href={place}>
              Cancel
            </a>
          )}
        </p>
      </form>
      <section id="preview" class="preview drawn" aria-label="Preview">
        <Preview html={safePreview} />
      </section>
    </section>
  )
}

/** How the text looks; what a model wrote is kept from htmx. */
export function Preview({ html }: { html: string }): JSX.Element {
  const safeHtml = html
  return safeHtml === '' ? '' : <div hx-ignore>{safeHtml}</div>
}
