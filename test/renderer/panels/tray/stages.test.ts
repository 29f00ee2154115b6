import { describe, expect, it } from 'vitest'
import { stageShare, stageTitle } from '../../../../renderer/panels/tray/stages.ts'

describe('stages of a run', () => {
  it('come nearer to the end one after another', () => {
    const shares = ['waiting', 'reason', 'vote', 'encode', 'rank', 'judge', 'refine'].map(
      stageShare,
    )
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.at(0)).toBe(0)
    expect(shares.at(-1)).toBeLessThan(1)
    expect(new Set(shares).size).toBe(shares.length)
  })

  it('one that is not known stands for itself', () => {
    expect(stageTitle('polish')).toBe('polish')
    expect(stageTitle('toString')).toBe('toString')
    expect(stageShare('polish')).toBe(0)
    expect(stageTitle('judge')).not.toBe('judge')
  })
})
