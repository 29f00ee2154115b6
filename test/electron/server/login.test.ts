import { expect, test } from 'vitest'
import { createLoginCodes, createSecret, loginLifetimeMs } from '#electron/server/login'

function codesAt() {
  let time = 1_000
  return { codes: createLoginCodes(() => time), pass: (ms: number) => (time += ms) }
}

test('a code works once', () => {
  const { codes } = codesAt()
  const code = codes.issue()
  expect([codes.redeem(code), codes.redeem(code)]).toEqual(['accepted', 'used'])
})

test.each([
  ['at the last moment', loginLifetimeMs, 'accepted'],
  ['a moment later', loginLifetimeMs + 1, 'late'],
])('%s', (_name, ms, outcome) => {
  const { codes, pass } = codesAt()
  const code = codes.issue()
  pass(ms)
  expect(codes.redeem(code)).toBe(outcome)
})

test('a new code leaves an earlier one valid for its time', () => {
  const { codes } = codesAt()
  const [first, second] = [codes.issue(), codes.issue()]
  expect(first).not.toBe(second)
  expect([codes.redeem(second), codes.redeem(first)]).toEqual(['accepted', 'accepted'])
})

test.each([[''], ['x'], [createSecret()]])('unknown code %j', (code) => {
  const { codes } = codesAt()
  codes.issue()
  expect(codes.redeem(code)).toBe('unknown')
})

test('only the latest codes are remembered', () => {
  const { codes } = codesAt()
  const first = codes.issue()
  for (let i = 0; i < 32; i++) codes.issue()
  expect(codes.redeem(first)).toBe('unknown')
})

test('secrets hold 32 random bytes', () => {
  expect(Buffer.from(createSecret(), 'base64url')).toHaveLength(32)
  expect(createSecret()).not.toBe(createSecret())
})
