import { expect, test } from 'vitest'
import { readLabelmeShapes } from '#core/dataset/labelme'
import { isEndless } from '#core/dataset/ring-length'
import { rleFromYolo } from '#core/dataset/yolo'

const zigzag = Array.from({ length: 20_000 }, (_, i) => [(i * 7919) % 4000, (i % 2) * 2999])

test('an outline that fills the image with strokes is none', () => {
  expect(isEndless([0, 0, 4000, 0, 4000, 3000, 0, 3000])).toBe(false)
  expect(isEndless([-1e9, -1e9, 1e9, -1e9, 1e9, 1e9])).toBe(false)
  expect(isEndless(zigzag.flat())).toBe(true)
  const shares = zigzag.flatMap(([x, y]) => [x! / 4000, y! / 3000])
  expect(rleFromYolo(shares, { width: 4000, height: 3000 })).toMatchObject({ ok: false })
  const read = readLabelmeShapes([{ label: 'a', points: zigzag, shape_type: 'polygon' }])
  expect(read.ok && read.value[0]).toMatchObject({ kind: 'bad' })
})
