import { describe, expect, it } from 'vitest'
import type { Region } from '#core/grid/region'
import { imageBox } from '#core/geometry/box'
import { litBoxes } from '../../../../renderer/panels/reasoning/lit-boxes.ts'

const size = { width: 90, height: 60 }
const grid = { n: 3, style: 'split', shift: false } as const
const place = (regions: readonly Region[], style: 'split' | 'none' = 'split', shift = false) => ({
  id: 'a',
  regions,
  grid: { ...grid, style, shift },
})

describe('what lights up', () => {
  it('is each cell of the rows and columns', () => {
    const region: Region = { kind: 'strips', rows: [1, 2], columns: [3] }
    expect(litBoxes(place([region]), size)).toEqual([
      imageBox(60, 0, 90, 20),
      imageBox(60, 20, 90, 40),
    ])
  })

  it('is the cell named', () => {
    expect(litBoxes(place([{ kind: 'cells', cells: [5] }]), size)).toEqual([
      imageBox(30, 20, 60, 40),
    ])
  })

  it('is the box itself where no grid was drawn', () => {
    const box = imageBox(5, 6, 200, 20)
    expect(litBoxes(place([{ kind: 'box', box }], 'none'), size)).toEqual([imageBox(5, 6, 90, 20)])
  })

  it('follows the grid that was sent, shifted ones too', () => {
    const region: Region = { kind: 'strips', rows: [1], columns: [4] }
    expect(litBoxes(place([region], 'split', true), size)).toEqual([imageBox(75, 0, 90, 10)])
  })

  it('is nothing for ids off the grid', () => {
    expect(litBoxes(place([{ kind: 'strips', rows: [1], columns: [4] }]), size)).toEqual([])
  })
})
