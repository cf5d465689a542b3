// Keeps the text coming where the stream does not get through: asks for the whole page again.
const find = (id) => document.getElementById(id)
const on = (name, act) => document.addEventListener(name, act)
const live = () => document.querySelector('#feed[hx-sse\\:connect], #run[data-poll]')
let heard = Date.now()
let connection

const say = (text) => {
  if (find('connection').textContent !== text) find('connection').textContent = text
}
const refresh = async () => {
  const asked = Date.now()
  heard = asked
  let page
  try {
    const answer = await fetch(location.pathname, { signal: AbortSignal.timeout(10000) })
    if (answer.status >= 500) throw answer
    page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  } catch {
    return say('The server cannot be reached. The run goes on; this page keeps trying.')
  }
  if (heard !== asked) return
  const run = page.getElementById('run')
  if (!run) return location.reload()
  connection?.reader?.cancel()
  find('feed').dispatchEvent(new Event('htmx:abort'))
  find('run').replaceWith(run)
  document.title = page.title
  window.htmx?.process(run)
  if (live()?.id === 'feed')
    say('The text does not come through word by word, so it is fetched every few seconds.')
}

on('htmx:sse:before:connection', ({ detail }) => {
  connection = detail.connection
})
on('htmx:after:swap', ({ target }) => {
  if (target.id !== 'feed') return
  heard = Date.now()
  say('')
})
on('end', () => find('feed').removeAttribute('hx-sse:connect'))
on('visibilitychange', () => {
  heard = Date.now()
  // Another tab may have pressed it.
  if (find('continue')) refresh()
})
addEventListener('online', () => connection?.delayCanceller?.())
// A living run's stream says something every second.
setInterval(() => live() && !document.hidden && Date.now() - heard > 4000 && refresh(), 500)
