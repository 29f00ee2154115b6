import { expect, it } from 'vitest'
import { componentsWithin, findSgdrCategory, sgdrCategories } from '#core/dataset/sgdr'

it('has the four categories of the benchmark with their components', () => {
  expect(
    Object.fromEntries(
      sgdrCategories.map(({ id, components }) => [id, components.map((one) => one.id)]),
    ),
  ).toEqual({
    discriminative: ['camouflage', 'occlusion', 'thin'],
    geometric: ['relative-size', 'relative-position', 'ordinal-relation', 'shared-attributes'],
    spatial: ['spatial-relation', 'relative-distance', 'counting'],
    'multi-step': [
      'visual-detail',
      'ocr',
      'part-instance-relation',
      'spatial-relation',
      'comparative',
      'commonsense',
    ],
  })
})

it('guides in one line each', () => {
  for (const { title, guidance } of sgdrCategories.flatMap((one) => [one, ...one.components])) {
    expect(title).toMatch(/^[A-Z][\w -]+$/)
    expect(guidance).toMatch(/^[A-Z][^\n]{15,110}\.$/)
  }
})

it('knows which components belong to a category', () => {
  expect(componentsWithin('spatial', ['ocr', 'counting', 'spatial-relation'])).toEqual([
    'counting',
    'spatial-relation',
  ])
  expect(componentsWithin(null, ['ocr'])).toEqual([])
  expect(findSgdrCategory('elsewhere')).toBeNull()
  expect(findSgdrCategory('geometric')?.title).toBe('Geometric')
})
