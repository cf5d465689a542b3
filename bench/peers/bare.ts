import { createParser } from 'eventsource-parser'

/**
 * The practical limit: asks the model's server, parses its events, and writes each delta as a numbered event. No journal,
 * no keys, no limits. BARE_UPSTREAM is the model's server with /v1.
 */
const upstream = process.env.BARE_UPSTREAM ?? ''
const encoder = new TextEncoder()

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    const body = JSON.stringify({
      model: 'scripted',
      stream: true,
      messages: [{ role: 'user', content: await request.text() }],
    })
    const answer = await fetch(`${upstream}/chat/completions`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    const reader = answer.body?.getReader()
    const decoder = new TextDecoder()
    let number = 0
    let out = ''
    const parser = createParser({
      onEvent({ data }) {
        if (data === '[DONE]') return
        const chunk = JSON.parse(data) as { choices: { delta: { content?: string } }[] }
        const content = chunk.choices[0]?.delta.content
        if (!content) return
        number += 1
        out += `id: ${number}\nevent: token\ndata: ${JSON.stringify({ content })}\n\n`
      },
    })
    return new Response(
      new ReadableStream({
        async pull(controller) {
          out = ''
          while (out === '') {
            const { done, value } = (await reader?.read()) ?? { done: true }
            if (done) return controller.close()
            parser.feed(decoder.decode(value, { stream: true }))
          }
          controller.enqueue(encoder.encode(out))
        },
      }),
      { headers: { 'content-type': 'text/event-stream' } },
    )
  },
})
console.log(`listening on http://127.0.0.1:${server.port}`)
