import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'

let app: TestApp
beforeEach(async () => {
  app = await startApp({ PROVIDER: 'demo', DEMO_TOKENS_PER_SECOND: '100000' })
})
afterEach(() => app.stop())

type Bytes = string | Uint8Array<ArrayBuffer>

function formOf(fields: Record<string, string>, file?: { bytes: Bytes; name: string }): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  if (file) form.append('file', new File([file.bytes], file.name))
  return form
}
const send = (form: FormData): Promise<Response> =>
  app.api('/projects', { method: 'POST', body: form, headers: { accept: 'text/html' } })
const post = (form: FormData): Promise<Response> => app.api('/api/projects', { method: 'POST', body: form })

async function briefOf(answer: Response): Promise<string> {
  expect(answer.status).toBe(303)
  const id = (answer.headers.get('location') ?? '').split('/').at(-1)
  const document = await app.api(`/api/projects/${id}/documents/brief`)
  return ((await document.json()) as { version: { text: string } }).version.text
}
const IDEA = { name: 'Plant diary', brief: '', languages: '' }
const utf16 = new Uint8Array([0xff, 0xfe, 0x41, 0, 0x42, 0])

describe('a brief as a file', () => {
  test('is the brief: Markdown or text, with a byte order mark or CR LF or neither', async () => {
    const files: [bytes: Bytes, name: string, brief: string][] = [
      ['# Plants\n\nLog water.\n', 'idea.md', '# Plants\n\nLog water.'],
      [
        '\uFEFF植物の水やりを記録する。\r\nオフラインでも。',
        'アイデア.TXT',
        '植物の水やりを記録する。\nオフラインでも。',
      ],
    ]
    for (const [bytes, name, brief] of files)
      expect(await briefOf(await send(formOf(IDEA, { bytes, name })))).toBe(brief)
    const typed = formOf({ name: 'P' }, { bytes: 'Log water.', name: 'idea' })
    expect((await post(typed)).status).toBe(201)
  })

  test('stands below what was typed, so that neither is lost', async () => {
    const form = formOf({ ...IDEA, brief: 'Typed.' }, { bytes: 'From the file.', name: 'a.md' })
    expect(await briefOf(await send(form))).toBe('Typed.\n\nFrom the file.')
  })

  test('may be left out: a browser sends an empty one then', async () => {
    const form = formOf({ ...IDEA, brief: 'Typed.' }, { bytes: '', name: '' })
    expect(await briefOf(await send(form))).toBe('Typed.')
  })

  const BAD: [why: string, bytes: Bytes, name: string, sentence: string][] = [
    ['UTF-16', utf16, 'a.txt', 'is UTF-16 text; save it as UTF-8'],
    [
      'UTF-16 without a mark',
      new Uint8Array([0x41, 0, 0x42, 0]),
      'a.txt',
      'is no text: it holds binary data',
    ],
    ['binary', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1]), 'a.md', 'is no text: it holds binary data'],
    ['Latin-1', new Uint8Array([0x66, 0xfc, 0x72]), 'a.txt', 'is not UTF-8 text'],
    ['a picture by its name', 'x', 'a.png', 'is no Markdown or text file'],
    ['a PDF by its name', '%PDF-1.7', 'idea.pdf', 'is no Markdown or text file'],
    ['empty', '', 'a.md', 'is empty'],
    ['white space', ' \n\t\n', 'a.md', 'is empty'],
  ]
  test.each(BAD)(
    'that is %s is refused with a sentence, and what was typed stays',
    async (_, bytes, name, sentence) => {
      const fields = { name: '<b>P</b>', brief: 'Typed & kept.', languages: 'Go' }
      const answer = await send(formOf(fields, { bytes, name }))
      expect(answer.status).toBe(422)
      const html = await answer.text()
      expect(html).toContain(`The file ${sentence}`)
      expect(html).toContain('>\nTyped &amp; kept.</textarea>')
      expect(html).toContain('value="&lt;b&gt;P&lt;/b&gt;"')
      const refused = await post(formOf({ name: 'P' }, { bytes, name }))
      const problem = (await refused.json()) as { field: string; detail: string }
      expect([refused.status, problem.field]).toEqual([422, 'file'])
      expect(problem.detail).toContain(sentence)
      expect(app.parts.projects.newest(10)).toEqual([])
    },
  )

  test('that is too long is refused with its length; a whole 32 KiB is taken', async () => {
    const long = await send(formOf(IDEA, { bytes: 'x'.repeat(40 * 1024), name: 'a.md' }))
    expect(long.status).toBe(422)
    expect(await long.text()).toContain('is 40 KiB long; at most 32 KiB')
    expect(
      await briefOf(await send(formOf(IDEA, { bytes: 'x'.repeat(32 * 1024), name: 'a.md' }))),
    ).toHaveLength(32 * 1024)
  })

  test('that is good is in the field when another field is wrong', async () => {
    const answer = await send(formOf({ ...IDEA, name: '' }, { bytes: 'From the file.', name: 'a.md' }))
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('>\nFrom the file.</textarea>')
  })

  test('is one file, called file', async () => {
    const two = formOf({ name: 'P' }, { bytes: 'One.', name: 'a.md' })
    two.append('file', new File(['Two.'], 'b.md'))
    expect(((await (await post(two)).json()) as { detail: string }).detail).toContain('comes twice')
    const other = formOf({ name: 'P' })
    other.append('brief', new File(['x'], 'a.md'))
    expect(((await (await post(other)).json()) as { field: string }).field).toBe('brief')
    const broken = await app.api('/api/projects', {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    })
    expect(broken.status).toBe(400)
  })
})
