// Why: views/layout.tsx
export const find = (id) => document.getElementById(id)
export const on = (name, act) => document.addEventListener(name, act)
const root = document.documentElement,
  gap = () => root.scrollHeight - innerHeight - scrollY,
  toEnd = () => scrollTo(0, root.scrollHeight)
let atEnd = gap() < 40,
  y = scrollY,
  height = root.scrollHeight,
  focused

on('scroll', () => {
  atEnd = scrollY < y ? gap() < 4 : atEnd || gap() < 40
  y = scrollY
  if (atEnd && find('below')) find('below').hidden = true
})
on('htmx:sse:after:message', () => {
  if (!find('below')) return
  if (atEnd) toEnd()
  else if (root.scrollHeight !== height) find('below').hidden = false
  height = root.scrollHeight
})
on('htmx:before:swap', () => {
  focused = document.activeElement.id
})
on('htmx:after:swap', () => {
  if (focused && !document.activeElement.id) (find('sentence') ?? find('runs-title')).focus()
})
on('input', ({ target }) => {
  if (target.id !== 'requirements') return
  const note = find('too-long')
  note.hidden = new Blob([target.value.trim()]).size < 32769
  target.setCustomValidity(note.hidden ? '' : note.textContent)
})
on('click', async ({ target }) => {
  if (target.id === 'below') toEnd()
  if (target.id !== 'copy') return
  const say = (text, said = text) => {
    target.textContent = text
    find('copied').textContent = said
  }
  try {
    const text = fetch(target.dataset.from).then(async (answer) => {
      if (!answer.ok || !/^text\/markdown/.test(answer.headers.get('content-type'))) throw 0
      return new Blob([await answer.text()], { type: 'text/plain' })
    })
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })])
    say('Copied')
  } catch {
    say('Not copied')
  }
  setTimeout(say, 4e3, 'Copy', '')
})
on('keydown', (event) => {
  const { key, target, repeat, altKey, ctrlKey, metaKey } = event
  if (repeat || altKey || ctrlKey || metaKey || root.dataset.keys) return
  if (target.matches(':read-write, select')) return
  const it = [...document.querySelectorAll('[data-key]')].find(
    (el) => el.dataset.key === key && el.checkVisibility(),
  )
  if (!it) return
  event.preventDefault()
  it.focus()
  it.click()
})
