import { describe, expect, it } from 'vitest'
import { imageBox } from '#core/geometry/box'
import { resampleLogits } from '#core/mask/logit-resample'
import type { LogitPlace } from '#core/mask/logits'
import { KeptLogits } from '#models/kept-logits'

const imageSize = { width: 80, height: 40 }
const grid = { width: 4, height: 2 }
const window = { x0: 0, y0: 0, x1: 4, y1: 2 }
const place: LogitPlace = { size: grid, window, view: imageBox(0, 0, 80, 40) }
const values = Float32Array.of(-6, 1.5, 0.25, -3, -2, 4, -0.5, -8)

function kept(): KeptLogits {
  const logits = new KeptLogits()
  logits.add('d1', [{ token: 2, logits: { ...place, values } }], imageSize)
  return logits
}

describe('KeptLogits', () => {
  it('gives them back as they were, at the place they were decoded in', () => {
    expect(kept().fitTo('d1', 2, { ...place })).toEqual(values)
  })

  it('resamples them to another place: as unsure there as here', () => {
    const part = { ...place, view: imageBox(20, 10, 60, 30) }
    const fitted = kept().fitTo('d1', 2, part)
    expect(fitted).toEqual(resampleLogits({ ...place, values }, part))
    expect(Math.max(...fitted)).toBeLessThan(4)
    expect(Math.min(...fitted)).toBeGreaterThan(-8)
  })

  it('says so when they are gone', () => {
    expect(() => kept().fitTo('d1', 0, place)).toThrow(/token 0, are no longer kept/)
  })
})
