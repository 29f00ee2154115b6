import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { openerFor } from '#electron/server/open-browser'
import { parseServerOptions } from '#electron/server/options'

const plain = { isSidecar: false, port: 0, opensBrowser: false, project: null }

test.each([
  ['nothing', [], plain],
  ['port', ['--port', '4100'], { ...plain, port: 4100 }],
  ['project', ['a.reaseg'], { ...plain, project: resolve('a.reaseg') }],
  ['browser', ['--open'], { ...plain, opensBrowser: true }],
  ['browser forbidden', ['--open', '--no-open'], plain],
  ['sidecar', ['--sidecar'], { ...plain, isSidecar: true }],
])('%s', (_name, args, wanted) => {
  expect(parseServerOptions(args)).toEqual({ ok: true, value: wanted })
})

test.each([
  ['port out of range', ['--port', '70000']],
  ['port no number', ['--port', 'x']],
  ['port without value', ['--port']],
  ['unknown option', ['--dance']],
  ['two projects', ['a', 'b']],
])('%s is refused', (_name, args) => {
  expect(parseServerOptions(args)).toMatchObject({ ok: false, error: { code: 'wrong_usage' } })
})

test.each([
  ['linux', 'xdg-open'],
  ['darwin', 'open'],
  ['win32', 'rundll32'],
])('%s opens pages with %s, no shell between', (platform, command) => {
  const [first, ...rest] = openerFor(platform, 'http://127.0.0.1:1/login?code=a&b')
  expect(first).toBe(command)
  expect(rest.at(-1)).toBe('http://127.0.0.1:1/login?code=a&b')
})
