import { describe, expect, test } from 'vitest'
import {
  isHostAllowed,
  isSameSecret,
  judgeRequest,
  readCookie,
  sessionCookie,
  type Gate,
  type RequestFacts,
} from '#electron/server/policy'

const gate: Gate = {
  port: 4100,
  cookieName: 'reaseg-abc',
  session: 'session-s',
  bearer: 'bearer-b',
}
const ours = 'http://127.0.0.1:4100'
const window: RequestFacts = {
  method: 'POST',
  path: '/api/app.info',
  host: '127.0.0.1:4100',
  origin: ours,
  fetchSite: 'same-origin',
  cookie: 'other=1; reaseg-abc=session-s',
  authorization: null,
  isUpgrade: false,
}
const commandLine = { ...window, origin: null, cookie: null, authorization: 'Bearer bearer-b' }

const rows: readonly (readonly [string, Partial<RequestFacts>, string])[] = [
  ['our window', {}, 'pass'],
  ['a GET needs no origin', { method: 'GET', origin: null }, 'pass'],
  ['rebound name', { host: 'evil.example:4100' }, 'wrong-host'],
  ['localhost is another name', { host: 'localhost:4100' }, 'wrong-host'],
  ['other port', { host: '127.0.0.1:4101' }, 'wrong-host'],
  ['no host', { host: null }, 'wrong-host'],
  ['host with trailing dot', { host: '127.0.0.1.:4100' }, 'wrong-host'],
  ['foreign origin', { origin: 'https://evil.example' }, 'wrong-origin'],
  ['foreign origin of a GET', { method: 'GET', origin: 'https://evil.example' }, 'wrong-origin'],
  ['opaque origin', { origin: 'null' }, 'wrong-origin'],
  ['origin of another local port', { origin: 'http://127.0.0.1:8080' }, 'wrong-origin'],
  ['origin by https', { origin: 'https://127.0.0.1:4100' }, 'wrong-origin'],
  ['POST without origin', { origin: null }, 'wrong-origin'],
  ['PUT without origin', { method: 'PUT', origin: null }, 'wrong-origin'],
  ['DELETE without origin', { method: 'DELETE', origin: null }, 'wrong-origin'],
  ['upgrade without origin', { method: 'GET', origin: null, isUpgrade: true }, 'wrong-origin'],
  ['upgrade of ours', { method: 'GET', isUpgrade: true, path: '/events' }, 'pass'],
  [
    'upgrade on an open path needs a session',
    { method: 'GET', isUpgrade: true, path: '/login', cookie: null },
    'not-logged-in',
  ],
  ['no cookie', { cookie: null }, 'not-logged-in'],
  ['cookie of another instance', { cookie: 'reaseg-xyz=session-s' }, 'not-logged-in'],
  ['wrong cookie value', { cookie: 'reaseg-abc=session-t' }, 'not-logged-in'],
  ['empty cookie value', { cookie: 'reaseg-abc=' }, 'not-logged-in'],
  ['bearer as cookie', { cookie: 'reaseg-abc=bearer-b' }, 'not-logged-in'],
  ['login page is open', { method: 'GET', path: '/login', origin: null, cookie: null }, 'pass'],
  ['a new login link is not', { path: '/login', cookie: null }, 'not-logged-in'],
  [
    'assets are open',
    { method: 'GET', path: '/assets/index-1.js', origin: null, cookie: null },
    'pass',
  ],
  ['the page is not', { method: 'GET', path: '/', origin: null, cookie: null }, 'not-logged-in'],
  [
    'the page from a foreign link',
    { method: 'GET', path: '/', origin: null, cookie: null, fetchSite: 'cross-site' },
    'reload-once',
  ],
  [
    'a call from a foreign link',
    { method: 'GET', path: '/api/x', origin: null, cookie: null, fetchSite: 'cross-site' },
    'not-logged-in',
  ],
]

describe('judgeRequest', () => {
  test.each(rows)('%s', (_name, change, verdict) => {
    expect(judgeRequest({ ...window, ...change }, gate).kind).toBe(verdict)
  })

  test.each<[string, Partial<RequestFacts>, string]>([
    ['token without origin', {}, 'pass'],
    ['token for an upgrade', { method: 'GET', isUpgrade: true }, 'pass'],
    ['token with a foreign origin', { origin: 'https://evil.example' }, 'wrong-origin'],
    ['wrong token', { authorization: 'Bearer bearer-c' }, 'wrong-origin'],
    ['token without scheme', { authorization: 'bearer-b' }, 'wrong-origin'],
    ['session as token', { authorization: 'Bearer session-s', origin: ours }, 'not-logged-in'],
    ['empty token', { authorization: 'Bearer ', origin: ours }, 'not-logged-in'],
  ])('command line: %s', (_name, change, verdict) => {
    expect(judgeRequest({ ...commandLine, ...change }, gate).kind).toBe(verdict)
  })

  test('an empty secret opens nothing', () => {
    const open = { ...gate, session: '', bearer: '' }
    expect(judgeRequest({ ...window, cookie: 'reaseg-abc=' }, open).kind).toBe('not-logged-in')
    expect(judgeRequest({ ...commandLine, authorization: 'Bearer ' }, open).kind).toBe(
      'wrong-origin',
    )
  })
})

describe('cookies', () => {
  test.each([
    ['alone', 'a=1', '1'],
    ['last of three', 'x=0; y=2; a=1', '1'],
    ['value with =', 'a=1=2', '1=2'],
    ['name as a suffix only', 'ba=1', null],
    ['name as a value', 'x=a', null],
    ['none', null, null],
    ['garbage', ';;=;', null],
  ])('%s', (_name, header, value) => expect(readCookie(header, 'a')).toBe(value))

  test('the session cookie is out of reach of scripts and foreign sites', () => {
    expect(sessionCookie(gate)).toBe('reaseg-abc=session-s; Path=/; HttpOnly; SameSite=Strict')
  })
})

test('port 80 is left out of a Host header', () => {
  expect(isHostAllowed('127.0.0.1', 80)).toBe(true)
  expect(isHostAllowed('127.0.0.1', 81)).toBe(false)
})

test('secrets of other lengths differ', () => {
  expect(isSameSecret('a', 'ab')).toBe(false)
  expect(isSameSecret('ab', 'ab')).toBe(true)
})
