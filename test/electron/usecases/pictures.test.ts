import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeEach, describe, expect, test } from 'vitest'
import { openPicture, type PictureName } from '#electron/usecases/pictures'
import type { Studio } from '#electron/usecases/studio'
import { codeOf, finishedJob } from './studio-fixture.ts'
import { newPlace, type Place } from './transfer-fixture.ts'

let place: Place
let studio: Studio
let image: number

beforeEach(async () => {
  place = await newPlace(2)
  studio = place.studio
  await finishedJob(studio, place.call('images.import', { folder: place.photos }))
  image = (await place.call('images.list')).rows[0]!.id
})

describe('pictures of an image', () => {
  test.each<[string, (image: number) => PictureName, string, object]>([
    ['thumbnail', (id) => ({ kind: 'thumbnail', image: id }), 'image/webp', { width: 40 }],
    ['preview', (id) => ({ kind: 'preview', image: id }), 'image/webp', { width: 40, height: 30 }],
    [
      'tile',
      (id) => ({ kind: 'tile', image: id, level: 0, column: 0, row: 0 }),
      'image/jpeg',
      { width: 40, height: 30 },
    ],
    ...(['rows', 'columns', 'cells', 'bare'] as const).map(
      (picture): [string, (image: number) => PictureName, string, object] => [
        picture,
        (id) => ({ kind: 'grid', image: id, picture, n: 9, shift: true }),
        'image/png',
        { width: 1000, height: 1000 },
      ],
    ),
  ])('%s', async (_, name, type, look) => {
    const first = await openPicture(studio, name(image))
    expect(first.type).toBe(type)
    expect(first.etag).toMatch(/^"[0-9a-f]{32}"$/)
    expect(await sharp(first.body).metadata()).toMatchObject(look)
    expect(await openPicture(studio, name(image))).toEqual(first)
    expect((await openPicture(studio, name(image + 1))).etag).not.toBe(first.etag)
  })

  test('grids differ by their settings', async () => {
    const of = (n: number, shift: boolean) =>
      openPicture(studio, { kind: 'grid', image, picture: 'cells', n, shift })
    const pictures = await Promise.all([of(5, false), of(9, false), of(9, true)])
    expect(new Set(pictures.map(({ etag }) => etag)).size).toBe(3)
    expect(new Set(pictures.map(({ body }) => Buffer.from(body).toString('base64'))).size).toBe(3)
  })

  test('what cannot be shown', async () => {
    const thumbnail = (id: number) => openPicture(studio, { kind: 'thumbnail', image: id })
    const tile = (level: number) =>
      openPicture(studio, { kind: 'tile', image, level, column: 0, row: 0 })
    expect(await codeOf(thumbnail(99))).toBe('not_found')
    expect(await codeOf(tile(1))).toBe('not_found')
    await thumbnail(image)
    for (const name of readdirSync(place.photos)) rmSync(join(place.photos, name))
    expect(await codeOf(thumbnail(image + 1))).toBe('image_missing')
    expect(await codeOf(tile(0))).toBe('image_missing')
    expect((await thumbnail(image)).type).toBe('image/webp')
    await place.call('project.close')
    expect(await codeOf(thumbnail(image))).toBe('no_project')
  })
})
