// Keeps the text coming where the stream does not get through: the whole page is asked for again.
;(() => {
  const find = (id) => document.getElementById(id)
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
      return say('The server cannot be reached just now. The run goes on; this page keeps trying.')
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
      say('The text does not come through word by word here, so it is fetched anew every few seconds.')
  }

  document.addEventListener('htmx:sse:before:connection', (event) => {
    connection = event.detail.connection
  })
  document.addEventListener('htmx:after:swap', ({ target }) => {
    if (target.id !== 'feed') return
    heard = Date.now()
    say('')
  })
  document.addEventListener('end', () => find('feed').removeAttribute('hx-sse:connect'))
  document.addEventListener('visibilitychange', () => {
    heard = Date.now()
  })
  addEventListener('online', () => connection?.delayCanceller?.())
  // A living run's stream says something every second.
  setInterval(() => live() && !document.hidden && Date.now() - heard > 4000 && refresh(), 500)
})()
