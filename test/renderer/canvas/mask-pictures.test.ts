import { describe, expect, it } from 'vitest'
import { emptyRle, fullRle } from '../../../core/mask/rle.ts'
import { digestOfRle } from '../../../renderer/canvas/digest.ts'
import { patchKey } from '../../../renderer/canvas/mask-pictures.ts'

const size = { width: 40, height: 30 }

describe('keys of pictures', () => {
  it('are equal for equal masks, and tell mask, level and colour apart', () => {
    const a = emptyRle(size)
    expect(patchKey(a, 0, '#fff')).toBe(patchKey({ ...a }, 0, '#fff'))
    const keys = [
      patchKey(a, 0, '#fff'),
      patchKey(fullRle(size), 0, '#fff'),
      patchKey(emptyRle({ width: 30, height: 40 }), 0, '#fff'),
      patchKey(a, 1, '#fff'),
      patchKey(a, 0, '#000'),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(digestOfRle(a)).toMatch(/^40x30-[0-9a-f]{16}$/)
  })
})
