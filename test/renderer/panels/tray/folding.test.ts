import { describe, expect, it } from 'vitest'
import type { Run } from '#rpc/schemas/pipeline'
import { folded } from '../../../../renderer/panels/tray/folding.ts'

const card = (id: string, rank: number, alikeOf: string | null = null) =>
  ({ id, rank, alikeOf }) as unknown as Run['candidates'][number]
const cards = [card('c02', 2, 'c01'), card('c01', 1), card('c03', 3, 'c01'), card('c04', 4)]

describe('folding near-duplicates', () => {
  it.each<[string, string[], string[], string[]]>([
    ['folded behind their twin', [], [], ['c01', 'c04']],
    ['unfolded, right behind it', ['c01'], [], ['c01', 'c02', 'c03', 'c04']],
    ['a chosen one stays in sight', [], ['c03'], ['c01', 'c03', 'c04']],
  ])('%s', (_, unfolded, chosen, ids) => {
    expect(folded(cards, unfolded, chosen).map(({ candidate }) => candidate.id)).toEqual(ids)
  })

  it('counts them on the card that stands for them', () => {
    expect(folded(cards, [], []).map(({ twins }) => twins)).toEqual([2, 0])
  })
})
