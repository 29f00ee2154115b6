import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { isLocalUrl } from '#models/mllm/address'
import { costOf } from '#models/mllm/cost'

describe('what stays on this machine', () => {
  test.each([
    ['http://127.0.0.1:11434/v1', true],
    ['http://localhost/v1', true],
    ['https://LOCALHOST:8443', true],
    ['http://[::1]:8080/v1', true],
    ['http://127.1/v1', true],
    ['http://0x7f000001/v1', true],
    ['http://localhost.example/v1', false],
    ['http://127.0.0.1.example/v1', false],
    ['http://localhost@mllm.example/v1', false],
    ['https://mllm.example/localhost', false],
    ['http://192.168.1.5:11434/v1', false],
    ['http://0.0.0.0:11434/v1', false],
    ['http://[::ffff:10.0.0.1]/v1', false],
    ['localhost:11434', false],
    ['', false],
  ])('%s: %s', (url, isLocal) => expect(isLocalUrl(url)).toBe(isLocal))
})

describe('what a reply costs', () => {
  test.each([
    [{ input: 2_000_000, output: 500_000 }, { input: 3, output: 15 }, 13.5],
    [{ input: 1500, output: 200 }, { input: 2.5, output: 10 }, 0.00575],
    [{ input: null, output: 10 }, { input: 0, output: 1 }, 0.00001],
    [{ input: null, output: 10 }, { input: 1, output: 1 }, null],
    [{ input: 10, output: null }, { input: 1, output: 1 }, null],
    [{ input: null, output: null }, { input: 0, output: 0 }, 0],
  ])('%j at %j: %s', (tokens, cost, expected) => {
    const price = costOf(tokens, { cost })
    if (expected === null) expect(price).toBeNull()
    else expect(price).toBeCloseTo(expected, 12)
  })
})

test('making a client loads neither the AI SDK nor a dialect', async () => {
  const script = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
    const { createMllm } = await import('#models/mllm/mllm')
    const profile = { name: 'p', dialect: 'gemini', url: 'http://127.0.0.1:9', timeoutSeconds: 1, retries: 0,
      concurrency: 1, perMinute: null, temperature: 0, maxTokens: 1, model: 'm', imageDetail: 'auto' }
    const mllm = createMllm(profile, { key: () => null })
    const before = loaded.filter((url) => /node_modules.ai.|@ai-sdk|mllm.gemini/.test(url)).length
    await mllm.ask({ system: '', turns: [{ role: 'user', text: 'x', images: [] }] }).catch(() => {})
    const has = (name) => loaded.some((url) => url.includes(name))
    console.log(JSON.stringify({ before, gemini: has('@ai-sdk/google'), others: has('@ai-sdk/anthropic') }))`
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    script,
  ])
  expect(JSON.parse(stdout)).toEqual({ before: 0, gemini: true, others: false })
})
