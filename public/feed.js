// Where no stream gets through
import { find, on } from './reader.js'

let heard = Date.now()
const live = () => document.forms.stop
const say = (what) => {
  const place = find('connection')
  const text = place.dataset[what] ?? ''
  if (place.textContent !== text) place.textContent = text
}
const refresh = async () => {
  const asked = Date.now()
  heard = asked
  if (!find('connection').textContent) say('silent')
  try {
    const answer = await fetch(location.pathname, { signal: AbortSignal.timeout(1e4) })
    if (answer.status >= 500) throw answer
    const text = await answer.text()
    if (heard !== asked) return
    if (!text.includes('id="live"')) return location.reload()
    const put = (target, swap) =>
      htmx.swap({ sourceElement: document.body, target, select: target, swap, text })
    await put('#live', 'outerMorph')
    await put('#feed', 'outerHTML')
    say(live() && 'slow')
  } catch {
    say('away')
  }
}

on('htmx:sse:after:message', () => {
  heard = Date.now()
  say()
})
on('visibilitychange', () => {
  heard = Date.now()
  if (find('continue')) refresh()
})
setInterval(() => live() && !document.hidden && Date.now() - heard > 4e3 && refresh(), 500)
