import { KEY } from '../support/app.ts'

/** Opens connections to a stream, says so, and then is stopped by its parent: readers that take nothing, whatever comes. */
const [address = '', path = '', count = '1'] = process.argv.slice(2)
const { hostname, port } = new URL(address)
for (let no = 0; no < Number(count); no += 1) {
  const socket = await Bun.connect({ hostname, port: Number(port), socket: { data() {} } })
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\nx-streaming-proxy-key: ${KEY}\r\n\r\n`)
}
console.log('stuck')
setInterval(() => {}, 60_000)
