import { beforeAll, describe, expect, test } from 'vitest'
import { attentionPrior } from '#core/prior/attention'
import { priorSide } from '#core/prior/prior'
import type { AttentionQuestion } from '#models/attention/attention-ports'
import { fakeGrid } from '../../fakes/attention-server.ts'
import { attentionPlace, brightAt, errorOf } from './asking.ts'

const { endpoint, askedAt } = attentionPlace()
let question: AttentionQuestion
beforeAll(async () => {
  question = await brightAt(0.75, 0.25)
})

describe('a good endpoint', () => {
  test('is asked as the contract says', async () => {
    const full = { ...question, prompt: 'Look for: {query}', layers: [4, 7] }
    const reply = await endpoint('good').ask(full)
    expect(askedAt('good').at(-1)).toEqual({
      path: '/good/attention',
      method: 'POST',
      authorization: null,
      contentType: 'application/json',
      question: {
        version: 1,
        image: Buffer.from(question.image.bytes).toString('base64'),
        type: 'image/png',
        query: 'What shines?',
        prompt: 'Look for: {query}',
        layers: [4, 7],
      },
    })
    expect(reply).toMatchObject({
      ...fakeGrid,
      model: 'fake-attention',
      layers: [4, 7],
      heads: 4,
      tries: 1,
    })
    expect(reply.milliseconds).toBeGreaterThanOrEqual(0)
  })

  test('is not told of prompt and layers that were not chosen', async () => {
    await endpoint('good').ask(question)
    expect(Object.keys(askedAt('good').at(-1)!.question!)).toEqual([
      'version',
      'image',
      'type',
      'query',
    ])
  })

  test.each([
    [0.75, 0.25],
    [0.1, 0.9],
    [0.5, 0.6],
  ])('has its prior where it looked: %d, %d', async (x, y) => {
    const prior = attentionPrior(await endpoint('good').ask(await brightAt(x, y)))
    const at = prior.indexOf(Math.max(...prior))
    expect(Math.abs((at % priorSide) / priorSide - x)).toBeLessThan(1 / fakeGrid.columns)
    expect(Math.abs(Math.floor(at / priorSide) / priorSide - y)).toBeLessThan(1 / fakeGrid.rows)
  })

  test('says what it is', async () => {
    expect(await endpoint('good').health()).toEqual({ model: 'fake-attention', device: 'none' })
    expect(askedAt('good').at(-1)).toMatchObject({ method: 'GET', question: null })
  })

  test('may lie below any path, with or without a slash at its end', async () => {
    for (const path of ['behind/a/gateway', 'behind/a/gateway/'])
      expect(await endpoint(path).ask(question)).toMatchObject(fakeGrid)
    expect(askedAt('behind').map(({ path }) => path)).toEqual(
      Array.from({ length: 2 }, () => '/behind/a/gateway/attention'),
    )
  })

  test('is asked one question after another', async () => {
    const one = endpoint('good')
    const waits: string[] = []
    const onWait = (reason: string) => waits.push(reason)
    const replies = await Promise.all([1, 2, 3].map(() => one.ask(question, { onWait })))
    expect(replies).toHaveLength(3)
    expect(waits).toContain('another question is under way')
  })
})

describe('an address that is none', () => {
  test.each([
    '',
    'attention',
    'ftp://127.0.0.1',
    'http://a:b@127.0.0.1',
    'http://127.0.0.1/?key=1',
  ])('“%s” is refused before anything is sent', (url) => {
    expect(() => endpoint('good', { url })).toThrowError(/“fake”/)
  })
})

describe('an answer that is none', () => {
  test.each([
    ['page', 'mllm_broken', /no attention: the answer is no JSON object/],
    ['empty', 'mllm_broken', /no JSON object/],
    ['unclosed', 'mllm_broken', /no JSON object/],
    ['nan', 'mllm_broken', /no JSON object/],
    ['infinite', 'mllm_broken', /Infinity for weight 0/],
    ['negative', 'mllm_broken', /-0\.5 for weight 0/],
    ['lying-grid', 'mllm_broken', /54 weights for a grid of 7 × 9/],
    ['huge-grid', 'mllm_broken', /grid of 100000 × 9/],
    ['no-layers', 'mllm_broken', /names no layers/],
    ['newer', 'mllm_broken', /version 2/],
    ['huge', 'mllm_broken', /longer than 1\.7 MB/],
    ['endless', 'mllm_broken', /longer than 1\.7 MB/],
    [
      'refuses',
      'mllm_refused',
      /does not take the question \(HTTP 400\)\. It says: There is no layer 99/,
    ],
    ['too-large', 'mllm_refused', /finds the picture too large \(HTTP 413\).*64 megapixels/],
    ['missing', 'mllm_refused', /gives no attention at this address \(HTTP 404\)/],
    ['redirect', 'mllm_refused', /sends us on to elsewhere\.example/],
    ['redirect-here', 'mllm_refused', /sends us on to 127\.0\.0\.1/],
  ] as const)('%s', async (behaviour, code, message) => {
    const before = askedAt(behaviour).length
    const error = await errorOf(endpoint(behaviour).ask(question))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/^“fake”: 127\.0\.0\.1:\d+ /)
    expect(error.message).toMatch(message)
    expect(error.message.length).toBeLessThan(300)
    expect(error.hint).not.toBe('')
    expect(askedAt(behaviour).length - before).toBe(1)
  })

  test('a redirect is not followed', async () => {
    const before = askedAt('good').length
    await errorOf(endpoint('redirect-here').ask(question))
    expect(askedAt('good')).toHaveLength(before)
  })

  test.each([
    ['page', 'mllm_broken'],
    ['empty', 'mllm_broken'],
    ['newer', 'mllm_broken'],
    ['unclosed', 'mllm_broken'],
    ['missing', 'mllm_refused'],
    ['broken', 'mllm_broken'],
  ] as const)('%s, asked what it is', async (behaviour, code) => {
    expect((await errorOf(endpoint(behaviour).health())).code).toBe(code)
  })
})
