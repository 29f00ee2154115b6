import { describe, expect, test } from 'vitest'
import { totalBytes } from '#models/download/download-model'
import { findEntry, manifest } from '#models/manifest/manifest'

const downloads = manifest.flatMap(({ id, files, archives }) =>
  [...files, ...archives].map((file) => ({ id, ...file })),
)
const rolesOf = {
  segmenter: ['encoder', 'decoder'],
  'text-prior': ['graph', 'tokenizer'],
  'text-boxes': ['graph', 'tokenizer'],
  'text-masks': ['encoder', 'language', 'decoder', 'tokenizer'],
} as const
const isFileName = (name: string) => /^[\w][\w.-]*$/.test(name) && !name.startsWith('model.json')

describe('the manifest holds together', () => {
  test('ids are unique, plain, and found', () => {
    const ids = manifest.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) {
      expect(id).toMatch(/^[a-z0-9][a-z0-9.-]*$/)
      expect(findEntry(id)).toMatchObject({ id })
    }
    expect(findEntry('none')).toBeNull()
  })

  test('every model of the suggested list is there', () => {
    expect(manifest.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'mobilesam',
        'sam2.1-tiny',
        'sam2.1-small',
        'sam2.1-tiny-refine',
        'sam2.1-large',
        'sam-vit-b',
        'slimsam-77',
        'clipseg',
        'grounding-dino-tiny',
        'sam3-tracker',
        'sam3-concept',
      ]),
    )
  })

  test('one is the default, and it is fully pinned', () => {
    const defaults = manifest.filter(({ isDefault }) => isDefault)
    expect(defaults.map(({ id }) => id)).toEqual(['mobilesam'])
    expect(defaults[0]!.files.every(({ bytes, sha256 }) => bytes !== null && sha256 !== null)).toBe(
      true,
    )
  })

  test.each(downloads)(
    '$id: $name comes from a pinned place',
    ({ id, name, url, bytes, sha256 }) => {
      const { protocol, pathname, search, username } = new URL(url)
      expect([protocol, search, username]).toEqual(['https:', '', ''])
      expect(pathname).not.toMatch(/\/(master|HEAD|latest)\//)
      // The one place whose revision is not known is pinned by the digest of the first download.
      if (id === 'sam3-concept' && name.endsWith('.zip'))
        expect([sha256, pathname.includes('/resolve/main/')]).toEqual([null, true])
      else expect(pathname).toMatch(/\/resolve\/[0-9a-f]{40}\/|\/releases\/download\/[\w.-]+\//)
      expect(pathname.endsWith(`/${name}`)).toBe(true)
      expect(isFileName(name)).toBe(true)
      expect(bytes === null || (Number.isSafeInteger(bytes) && bytes > 1000)).toBe(true)
      expect(sha256 === null || /^[0-9a-f]{64}$/.test(sha256)).toBe(true)
    },
  )

  test.each(manifest)('$id: names, roles, licence, thresholds', (entry) => {
    const { files, archives, kind, licence, thresholds } = entry
    expect(files.length + archives.length).toBeGreaterThan(0)
    const names = [...files, ...archives].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    const roles = [...files, ...archives.flatMap(({ members }) => members)].map(({ role }) => role)
    expect(roles).toEqual(expect.arrayContaining([...rolesOf[kind]]))
    expect(thresholds === null).toBe(kind !== 'segmenter')
    expect(licence.url).toMatch(/^https:\/\//)
    expect(new URL(entry.page).protocol).toBe('https:')
    expect(entry.goodFor).toMatch(/^[A-Z].*\.$/)
  })

  test('weights lie beside a graph of their name', () => {
    for (const { files } of manifest)
      for (const { name } of files.filter(({ role }) => role === 'data'))
        expect(files.map((file) => file.name)).toContain(name.replace(/_data$/, ''))
  })

  test('archive members are names, and their digests digests', () => {
    const members = manifest.flatMap(({ archives }) => archives.flatMap((one) => one.members))
    expect(members.length).toBeGreaterThan(0)
    for (const { match, sha256 } of members) {
      expect(match).toMatch(/^\*[\w.]+$/)
      expect(sha256 === null || /^[0-9a-f]{64}$/.test(sha256)).toBe(true)
    }
  })

  test('no digest is in it twice: that would be a slip of the pen', () => {
    const digests = [
      ...downloads,
      ...manifest.flatMap((one) => one.archives.flatMap((a) => a.members)),
    ]
      .map(({ sha256 }) => sha256)
      .filter((sha256) => sha256 !== null)
    expect(new Set(digests).size).toBe(digests.length)
  })

  test('the SAM licence is asked for, the open ones are not', () => {
    const asking = manifest.filter(({ licence }) => licence.needsAcknowledgement)
    expect(asking.map(({ id }) => id)).toEqual(['sam3-tracker', 'sam3-concept'])
    for (const { licence } of asking) expect(licence.note).toMatch(/military/)
  })

  test.each([
    ['mobilesam', 44.7],
    ['sam2.1-tiny', 155.6],
    ['sam2.1-small', 184.1],
    ['sam2.1-large', 911],
    ['sam2.1-tiny-refine', 116.5],
    ['slimsam-77', 13.8],
    ['sam-vit-b', 348],
  ])('%s is as long as the list says: %d MB', (id, megabytes) => {
    const digits = Number.isInteger(megabytes) ? 0 : 1
    expect((totalBytes(findEntry(id)!)! / 1e6).toFixed(digits)).toBe(megabytes.toFixed(digits))
  })

  test('no total where a length is not stated', () => {
    expect(totalBytes(findEntry('clipseg')!)).toBeNull()
  })
})
