import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { isLicenceAllowed } from '#electron/packaging/licences'
import { listShipped } from '#electron/packaging/shipped'

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '')

test('everything that ships may be shipped', () => {
  const shipped = listShipped(root)
  const refused = shipped.filter((one) => !isLicenceAllowed(one))
  expect(refused.map(({ name, licence }) => `${name}: ${licence}`)).toEqual([])
  const names = shipped.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['react', 'scheduler', 'sharp', 'kysely']))
  expect(names).not.toContain('global-agent')
})

describe('licences', () => {
  test.each([
    ['MIT', 'a', true],
    ['(MIT OR CC0-1.0)', 'a', true],
    ['GPL-3.0 OR MIT', 'a', true],
    ['GPL-3.0', 'a', false],
    ['MIT AND GPL-3.0', 'a', false],
    ['', 'a', false],
    ['LGPL-3.0-or-later', 'a', false],
    ['LGPL-3.0-or-later', '@img/sharp-libvips-linux-x64', true],
    ['Apache-2.0 AND LGPL-3.0-or-later', '@img/sharp-win32-x64', true],
    ['LGPL-3.0-or-later', 'x@img/sharp-libvips-linux-x64', false],
  ])('%s of %s', (licence, name, isAllowed) => {
    expect(isLicenceAllowed({ name, licence })).toBe(isAllowed)
  })
})
