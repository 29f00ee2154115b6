import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseReply } from '#core/prompt/parsers'
import { formatScores } from '#core/prompt/replies/coprs-format'
import { reasoningJson, split, valueOf } from './replies.ts'

describe('what is well formed comes back', () => {
  const ids = (most: number) =>
    fc.uniqueArray(fc.integer({ min: 1, max: most }), { minLength: 1, maxLength: 8 })
  const words = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .map((text) => `a${text}b`)
  const sorted = (list: readonly number[]) => list.toSorted((a, b) => a - b)

  it('as JSON, whatever stands around it', () => {
    const regions = fc.array(fc.record({ rows: ids(5), columns: ids(5) }), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(words, regions, words, (target, places, prose) => {
        const around = prose.replaceAll(/[[{\]}]/g, '')
        const text = `${around}\n${reasoningJson({ target, regions: places })}\n${around}`
        const reply = valueOf(parseReply('stepwise', text, split))
        expect(reply).toMatchObject({
          target: target.replaceAll(/\s+/g, ' '),
          regions: places.map(({ rows, columns }) => {
            return { kind: 'strips', rows: sorted(rows), columns: sorted(columns) }
          }),
        })
      }),
    )
  })

  it('as a place between tags', () => {
    fc.assert(
      fc.property(ids(5), ids(5), (rows, columns) => {
        const text = `<think>so</think> rows ${rows.join(',')} columns ${columns.join(', ')} <REF_POS>`
        expect(valueOf(parseReply('coprs', text, split))).toMatchObject({
          regions: [{ kind: 'strips', rows: sorted(rows), columns: sorted(columns) }],
        })
        expect(formatScores(text)).toEqual({ paper: 1, code: 1 })
      }),
    )
  })
})
