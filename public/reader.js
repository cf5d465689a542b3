// Why: views/layout.tsx
export const find = (id) => document.getElementById(id)
export const on = (name, act) => document.addEventListener(name, act)
const root = document.documentElement
const gap = () => root.scrollHeight - innerHeight - scrollY
const toEnd = () => scrollTo(0, root.scrollHeight)
let following = gap() < 40
let y = scrollY
let height = root.scrollHeight
let focused

on('scroll', () => {
  following = scrollY < y ? gap() < 4 : following || gap() < 40
  y = scrollY
  if (following && find('below')) find('below').hidden = true
})
on('htmx:sse:after:message', () => {
  if (!find('below')) return
  if (following) toEnd()
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
      const type = answer.headers.get('content-type')
      if (!answer.ok || answer.redirected || !/^text\/markdown/.test(type)) throw answer
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
  if (target.closest('input:not([type=checkbox], [type=radio]), textarea, select')) return
  const named = document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)
  const pressed = [...named].find((one) => one.checkVisibility())
  if (!pressed) return
  event.preventDefault()
  pressed.focus()
  pressed.click()
})
