import { Html } from '@elysiajs/html'
import type { FieldError } from '../src/routes/problem.ts'

/** Where an idea can be sent as a file. */
export function BriefFileField({ errors }: { errors: FieldError[] }): JSX.Element {
  const wrong = errors.find(({ field }) => field === 'file')?.message
  return (
    <div class="field">
      <label for="file">Or a file with it (Markdown or text, at most 32 KiB)</label>
      <input
        type="file"
        id="file"
        name="file"
        accept=".md,.markdown,.txt,text/markdown,text/plain"
        aria-describedby={wrong ? 'file-error' : 'file-hint'}
        aria-invalid={wrong ? 'true' : undefined}
      />
      <p class="quiet" id="file-hint">
        Its text is put below what you have typed.
      </p>
      {wrong ? (
        <p class="error" id="file-error" safe>
          {`The file ${wrong}. What you have typed is still here.`}
        </p>
      ) : undefined}
    </div>
  )
}
