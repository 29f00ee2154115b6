import { expect, test } from 'vitest'
import { paintLabel, rlesFromLabels } from '#core/mask/labels'
import { rleFromMask } from '#core/mask/rle'
import { randomFrom } from '../../soak/random.ts'
import { rounds } from '../../soak/scale.ts'

test('the mask of each number is that of its pixels, and paints them again', () => {
  const random = randomFrom(71)
  for (let i = 0; i < rounds(2000); i++) {
    const size = { width: random.below(12) + 1, height: random.below(12) + 1 }
    const count = random.below(5) + 1
    const labels = Uint8Array.from({ length: size.width * size.height }, () => random.below(count))
    const rles = rlesFromLabels(labels, size)
    const painted = new Uint8Array(labels.length).fill(99)
    for (const [label, rle] of rles) {
      const bits = labels.map((one) => (one === label ? 1 : 0))
      expect(rle).toEqual(rleFromMask({ size, bits }))
      paintLabel(painted, rle, label)
    }
    expect(painted).toEqual(labels)
  }
})
