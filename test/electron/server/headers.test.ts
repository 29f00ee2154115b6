import { expect, test } from 'vitest'
import { contentSecurityPolicy, responseHeaders } from '#electron/server/headers'

const production = contentSecurityPolicy(null)

test('the shipped policy evaluates no text and reaches only its own origin', () => {
  expect(production).not.toContain('unsafe-eval')
  expect(production).toContain("script-src 'self';")
  expect(production).toContain("connect-src 'self';")
  expect(production).toContain("default-src 'none'")
  expect(production).toContain("frame-ancestors 'none'")
  expect(production).not.toMatch(/https?:|wss?:|\*/)
})

test('development lets in the one origin named, and still no eval', () => {
  const dev = contentSecurityPolicy('http://127.0.0.1:5173')
  expect(dev).toContain("connect-src 'self' http://127.0.0.1:5173 ws://127.0.0.1:5173")
  expect(dev).not.toContain('unsafe-eval')
})

test.each([
  ['page', 'no-store'],
  ['api', 'no-store'],
  ['asset', 'public, max-age=31536000, immutable'],
  ['picture', 'private, no-cache'],
] as const)('%s is cached as %s', (kind, wanted) => {
  const headers = responseHeaders(kind)
  expect(headers['cache-control']).toBe(wanted)
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['content-security-policy']).toBe(production)
})
