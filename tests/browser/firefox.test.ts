import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { startApp, type TestApp } from '../support/app.ts'
import { type Firefox, firefoxProgram, openFirefox } from '../support/firefox.ts'
import { type RoughProxy, startRoughProxy } from '../support/rough-proxy.ts'
import { until } from '../support/runs.ts'

setDefaultTimeout(90_000)

const PASSWORD = 'a password for firefox'
const program = firefoxProgram()
if (!program) console.log('Firefox is not on this machine: its tests are left out.')

let app: TestApp
let firefox: Firefox
let proxy: RoughProxy
beforeAll(async () => {
  if (!program) return
  app = await startApp({ UI_PASSWORD: PASSWORD })
  proxy = startRoughProxy(app.listen())
  firefox = await openFirefox(program)
})
afterAll(async () => {
  if (!program) return
  await firefox.close()
  proxy.stop()
  await app.stop()
})

const path = () => firefox.evaluate<string>('() => location.pathname')
const textOf = (selector: string) =>
  firefox.evaluate<string>('(selector) => document.querySelector(selector)?.textContent ?? ""', selector)

test.skipIf(!program)(
  'Firefox goes the main way: sign in, send an idea, read along, lose the network, read on to the end',
  async () => {
    const address = proxy.url
    const cut = Promise.withResolvers<void>()
    const rest = Promise.withResolvers<void>()
    app.model.next({
      deltas: [
        '# Plant diary\n\nFirst *part*.\n\n',
        'Second',
        cut.promise,
        ' part.\n\n',
        rest.promise,
        'The end.\n',
      ],
    })
    await firefox.goto(`${address}/`)
    await firefox.evaluate('() => document.querySelector("#password").focus()')
    await firefox.type(`${PASSWORD}\uE007`)
    await until(async () => (await path()) === '/')
    await firefox.evaluate('() => document.querySelector("#requirements").focus()')
    await firefox.type('Remind me to water my plants.')
    await firefox.evaluate('() => document.querySelector("form.idea").requestSubmit()')
    await until(async () => (await path()).startsWith('/runs/'))
    await until(async () => (await textOf('#document')).includes('Second'))
    // Closed blocks keep their nodes whatever comes.
    await firefox.evaluate('() => { document.querySelector("#written p").marked = true }')
    proxy.down()
    cut.resolve()
    await until(async () => (await textOf('#connection')) !== '')
    proxy.up()
    await until(async () => (await textOf('#document')).includes('Second part.'))
    rest.resolve()
    await until(async () => (await textOf('#sentence')).startsWith('Done'))
    expect(
      await firefox.evaluate<boolean>('() => document.querySelector("#written p").marked === true'),
    ).toBe(true)
    const live = await firefox.evaluate<string>('() => document.querySelector("#document").innerText')
    await firefox.goto(`${address}${await path()}`)
    const atRest = await firefox.evaluate<string>('() => document.querySelector("#document").innerText')
    expect(live).toBe(atRest)
    expect(live).toContain('The end.')
    expect(app.model.requests).toHaveLength(1)
  },
)
