import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { GridSettings } from '#core/grid/grid'
import { parseReply } from '#core/prompt/parsers'
import { createMllm } from '#models/mllm/mllm'
import { mllmDialects, type MllmDialect, type MllmRequest } from '#models/mllm/mllm-ports'
import { errorOf, profileOf } from '../../models/mllm/asking.ts'
import { caseOf, gridPictures, readAs, turnOf } from './looking.ts'
import type { TextMisbehaviour } from './misbehaviour.ts'
import { startMllmServer, type MllmServer } from './server.ts'

let server: MllmServer
let request: MllmRequest
const grid: GridSettings = { n: 9, style: 'split', shift: false }
const context = { ...grid, size: { width: 960, height: 640 } }

beforeAll(async () => {
  server = await startMllmServer()
  const of = await caseOf('nest-stranger')
  const { query } = of.sample.fields
  const pictures = await gridPictures(of.scene, grid)
  const { text } = await turnOf('rsvp-b', 'ask', { grid, values: { query }, pictures })
  const images = pictures.map((bytes) => ({ bytes, type: 'image/png' as const }))
  request = { system: 'You look.', turns: [{ role: 'user', text, images }] }
})
afterEach(() => server.reset())
afterAll(() => server.close())

const mllm = (dialect: MllmDialect = 'openai', model = 'fake-eye') =>
  createMllm({ ...profileOf(server.url(dialect)), dialect, model }, { key: () => null })

test.each(mllmDialects)('%s: asked over HTTP it looks and says where', async (dialect) => {
  const { text, tokens } = await mllm(dialect).ask(request)
  expect(readAs('plain', text, context)).toMatchObject({
    kind: 'regions',
    target: 'egg',
    regions: [{ rows: [4, 5, 6], columns: [5, 6, 7] }],
  })
  expect(tokens.input).toBeGreaterThan(500)
  const [asked] = server.asked
  expect(asked).toMatchObject({ dialect, reply: text, key: 'none', wasLeft: false })
  expect(asked!.thought).toContain('scene nest-eggs; query nest-stranger')
})

test.each(mllmDialects)('%s: in one piece, too', async (dialect) => {
  const { body, path } = {
    openai: {
      path: '/chat/completions',
      body: { model: 'm', messages: [{ role: 'user', content: '<query>x</query>' }] },
    },
    anthropic: {
      path: '/messages',
      body: {
        model: 'm',
        max_tokens: 9,
        messages: [{ role: 'user', content: '<query>x</query>' }],
      },
    },
    gemini: {
      path: '/models/m:generateContent',
      body: { contents: [{ role: 'user', parts: [{ text: '<query>x</query>' }] }] },
    },
  }[dialect]
  server.say('In one piece.')
  const response = await fetch(`${server.url(dialect)}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.text()).toContain('In one piece.')
})

describe('replies that are not as they should be', () => {
  /** What the program's parser makes of each: unreadable for this reason, or read after all. */
  const spoiled: readonly (readonly [TextMisbehaviour, RegExp | 'read'])[] = [
    ['prose', 'read'],
    ['unclosed', /./],
    ['out-of-range', /row 1004/],
    ['strings', /about 4/],
    ['too-few', /names no place/],
    ['nan', /NaN/],
    ['apology', /apology/],
    ['huge', 'read'],
  ]
  test.each(spoiled)('%s', async (kind, expected) => {
    const honest = (await mllm().ask(request)).text
    server.misbehave(kind, { times: 1 })
    const { text } = await mllm().ask(request)
    expect(text).not.toBe(honest)
    const read = parseReply('plain', text, context)
    if (expected === 'read') expect(read).toMatchObject({ ok: true })
    else
      expect(read).toMatchObject({
        ok: false,
        error: { code: 'reply_unreadable', message: expect.stringMatching(expected) },
      })
    expect((await mllm().ask(request)).text).toBe(honest)
  })

  test('four scores for five masks', async () => {
    const masks = Array.from({ length: 5 }, (_, i) => ({ mask: i + 1, iou: 0.5, reason: 'half' }))
    server.say(JSON.stringify({ masks, none_fits: false }))
    server.misbehave('too-few', { times: 1 })
    const { text } = await mllm().ask(request)
    expect(parseReply('judge', text, { ...context, count: 5 })).toMatchObject({
      ok: false,
      error: { message: expect.stringMatching(/holds 4 scores/) },
    })
  })

  test.each(mllmDialects)('%s: by the name of the model', async (dialect) => {
    const { text } = await mllm(dialect, 'misbehave:apology').ask(request)
    expect(text).toMatch(/sorry/)
    expect((await errorOf(mllm(dialect, 'misbehave:busy').ask(request))).code).toBe('mllm_busy')
    expect((await mllm(dialect).ask(request)).text).toMatch(/"egg"/)
  })

  test('one kind after the other, each so many times', async () => {
    server.misbehave('apology', { times: 2 })
    server.misbehave('prose', { times: 1 })
    const replies: string[] = []
    for (let i = 0; i < 4; i++) replies.push((await mllm().ask(request)).text.slice(0, 5))
    expect(replies).toEqual(['I’m s', 'I’m s', 'Certa', '{"tar'])
  })
})

test('it says what it is', async () => {
  const response = await fetch(server.origin)
  expect(response.headers.get('server')).toBe('reaseg-fake-mllm')
  expect(await response.text()).toMatch(/fake multimodal LLM/)
})

test('what it does not understand it says', async () => {
  const response = await fetch(`${server.url('openai')}/chat/completions`, {
    method: 'POST',
    body: '{"model": 5}',
  })
  expect(response.status).toBe(400)
  expect(await response.text()).toMatch(/Not understood/)
})

test('a picture that is none', async () => {
  const bad = { bytes: new TextEncoder().encode('no picture'), type: 'image/png' as const }
  const turns = [{ ...request.turns[0]!, images: [bad] }]
  const error = await errorOf(mllm().ask({ ...request, turns }))
  expect(error).toMatchObject({ code: 'mllm_refused' })
  expect(error.message).toMatch(/picture/)
})
