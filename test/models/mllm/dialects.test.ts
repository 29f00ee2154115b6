import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { mllmDialects } from '#models/mllm/mllm-ports'
import { errorOf, mllmPlace, question } from './asking.ts'

const said =
  'Step 1: the snail needs shelter.\nStep 2: the umbrella — “open”, 傘 ☂ — is the only one.\n{"rows": [1, 2, 3]}'
const place = mllmPlace(said)

const bytes = (length: number) => new Uint8Array(randomBytes(length))
const digest = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')

describe.each(mllmDialects)('%s', (dialect) => {
  test('the reply comes in pieces that make up its text', async () => {
    place.server.pace(2)
    const pieces: (string | null)[] = []
    const reply = await place
      .mllm({ dialect })
      .ask(question(), { onText: (more) => pieces.push(more) })
    expect(reply.text).toBe(said)
    expect(pieces.join('')).toBe(said)
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces).not.toContain(null)
    expect(reply).toMatchObject({ finish: 'stop', tries: 1 })
    expect(reply.milliseconds).toBeGreaterThan(10)
    expect(place.server.asked[0]!.isStream).toBe(true)
  })

  test('the first piece comes long before the last', async () => {
    place.server.pace(30)
    const began = performance.now()
    const at: number[] = []
    await place.mllm({ dialect }).ask(question(), {
      onText: () => at.push(performance.now() - began),
    })
    expect(at.at(-1)! - at[0]!).toBeGreaterThan(100)
  })

  test('pictures arrive byte by byte, before their turn’s text and in order', async () => {
    const pictures = [bytes(70_001), bytes(3), bytes(512)]
    await place.mllm({ dialect }).ask({
      system: 'You look closely.',
      turns: [
        {
          role: 'user',
          text: 'rows, then columns',
          images: [
            { bytes: pictures[0]!, type: 'image/png' },
            { bytes: pictures[1]!, type: 'image/jpeg' },
          ],
        },
        { role: 'assistant', text: 'seen', images: [] },
        { role: 'user', text: 'and now?', images: [{ bytes: pictures[2]!, type: 'image/png' }] },
      ],
    })
    const [asked] = place.server.asked
    expect(asked).toMatchObject({ system: 'You look closely.', temperature: 0, maxTokens: 500 })
    expect(asked!.turns.map(({ role, text }) => [role, text])).toEqual([
      ['user', 'rows, then columns'],
      ['assistant', 'seen'],
      ['user', 'and now?'],
    ])
    const sent = asked!.turns.flatMap((turn) => turn.pictures)
    expect(sent.map((picture) => digest(picture.bytes))).toEqual(pictures.map(digest))
    expect(sent.map(({ type }) => type)).toEqual(['image/png', 'image/jpeg', 'image/png'])
  })

  test('tokens as the host counted them', async () => {
    const reply = await place.mllm({ dialect }).ask({
      system: '',
      turns: [
        { role: 'user', text: 'x'.repeat(400), images: [{ bytes: bytes(9), type: 'image/png' }] },
      ],
    })
    expect(reply.tokens).toEqual({ input: 350, output: Math.ceil(said.length / 4) })
  })

  test('the question’s own temperature goes before the profile’s', async () => {
    await place.mllm({ dialect, temperature: 0.2 }).ask({ ...question(), temperature: 0.7 })
    await place.mllm({ dialect, temperature: 0.2 }).ask(question())
    expect(place.server.asked.map(({ temperature }) => temperature)).toEqual([0.7, 0.2])
  })

  test('the models the host offers', async () => {
    expect(await place.mllm({ dialect }).listModels()).toContain('fake-eye')
    expect(await place.mllm({ dialect }).listModels()).not.toContain('embedder')
  })

  test('a host without a list of models has none', async () => {
    place.server.misbehave('missing')
    expect(await place.mllm({ dialect }).listModels()).toEqual([])
  })

  test('a list that is refused says why', async () => {
    place.server.demand('right-key-0123456789')
    const error = await errorOf(place.mllm({ dialect }).listModels())
    expect(error).toMatchObject({ code: 'mllm_refused' })
    expect(error.message).toContain('“the fake”')
  })

  test('an address that names the host alone goes on with the usual path', async () => {
    const paths: string[] = []
    const server = createServer((request, response) => {
      paths.push(request.url ?? '')
      response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await errorOf(place.mllm({ dialect, url: `http://127.0.0.1:${port}/` }).ask(question()))
    await errorOf(place.mllm({ dialect, url: `http://127.0.0.1:${port}/own/` }).ask(question()))
    server.close()
    const method = {
      openai: 'chat/completions',
      anthropic: 'messages',
      gemini: 'models/fake-eye:streamGenerateContent?alt=sse',
    }[dialect]
    const usual = dialect === 'gemini' ? 'v1beta' : 'v1'
    expect(paths).toEqual([`/${usual}/${method}`, `/own/${method}`])
  })

  test('little is told about the client', async () => {
    await place.mllm({ dialect }).ask(question())
    const [asked] = place.server.asked
    expect(asked!.userAgent).toBe('reaseg-studio')
    const usual = [
      'accept-encoding',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
    ]
    expect(asked!.headers.filter((name) => !name.startsWith('anthropic-'))).toEqual(usual)
    expect(asked!.key).toBe('none')
  })
})

describe('how closely pictures are looked at', () => {
  test.each([
    ['auto', []],
    ['low', ['low', 'low']],
    ['high', ['high', 'high']],
  ] as const)('%s', async (imageDetail, details) => {
    const picture = { bytes: bytes(20), type: 'image/png' } as const
    await place.mllm({ imageDetail }).ask({
      system: 's',
      turns: [
        { role: 'user', text: 'a', images: [picture] },
        { role: 'assistant', text: 'b', images: [] },
        { role: 'user', text: '', images: [picture] },
      ],
    })
    expect(place.server.asked[0]!.turns.flatMap((turn) => turn.details)).toEqual(details)
  })
})
