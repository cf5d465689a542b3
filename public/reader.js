// Keeps the reader of a growing page where they are, and copies the text.
const root = document.documentElement
const below = () => document.getElementById('below')
const gap = () => root.scrollHeight - innerHeight - scrollY
let following = gap() < 40
let y = scrollY
let height = root.scrollHeight

// Whoever scrolls up stays there, whoever is at the end stays at the end.
addEventListener('scroll', () => {
  following = scrollY < y ? gap() < 4 : following || gap() < 40
  y = scrollY
  if (following && below()) below().hidden = true
})
document.addEventListener('htmx:after:swap', ({ target }) => {
  if (target.id !== 'feed') return
  if (following) scrollTo(0, root.scrollHeight)
  else if (root.scrollHeight !== height) below().hidden = false
  height = root.scrollHeight
})

document.addEventListener('click', async ({ target }) => {
  if (target.id === 'below') scrollTo(0, root.scrollHeight)
  if (!target.dataset?.copy) return
  try {
    // Safari lets a page copy only in the moment of the click: so it gets the promise.
    const text = fetch(target.dataset.copy).then((answer) => answer.text())
    const blob = text.then((markdown) => new Blob([markdown], { type: 'text/plain' }))
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
    target.textContent = 'Copied'
  } catch {
    target.textContent = 'Use Download'
  }
})
