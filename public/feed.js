// Where no stream gets through
import { find, on } from './reader.js'

const now = Date.now
let heard = now(),
  ticked = heard,
  lost,
  said
const live = () => document.forms.stop
const say = (what) => {
  if (said === what) return
  said = what
  const place = find('connection')
  place.textContent = place.dataset[what] ?? ''
}
const well = (what) => {
  if (lost) {
    lost = 0
    say('back')
    setTimeout(() => said === 'back' && say(), 8e3)
  } else if (said !== 'back') say(what)
}
const refresh = async () => {
  const asked = now()
  heard = asked
  if (!said && !lost) say('silent')
  try {
    const answer = await fetch(location.pathname, { signal: AbortSignal.timeout(1e4) })
    if (answer.status > 499) throw 0
    const text = await answer.text()
    if (heard !== asked) return
    if (!text.includes('id="live"')) return location.reload()
    const put = (target, swap) =>
      htmx.swap({ sourceElement: document.body, target, select: target, swap, text })
    await put('#live', 'outerMorph')
    await put('#feed', 'outerHTML')
    well(live() && 'slow')
  } catch {
    lost = 1
    say('away')
  }
}

on('htmx:sse:after:message', () => {
  heard = now()
  well()
})
on('visibilitychange', () => {
  heard = now()
  if (find('continue')) refresh()
})
on('submit', (event) => {
  find('offline').hidden = navigator.onLine || event.preventDefault()
})
setInterval(() => {
  if (now() - ticked > 4e3) lost = 1
  ticked = now()
  if (live() && !document.hidden && ticked - heard > 4e3) refresh()
}, 500)
