import { expect, test } from 'vitest'
import { definitionOf, metricDefinitions } from '#core/metrics/definitions'

test('every metric says what it means, by one name each', () => {
  const ids = metricDefinitions.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(new Set(metricDefinitions.map(({ title }) => title)).size).toBe(ids.length)
  for (const { definition, emptyRule, ignoreRule, variant, eps } of metricDefinitions) {
    expect(definition).toMatch(/^[\p{Ll}\d(1FI][^\n]{20,}[^.]$/u)
    for (const rule of [emptyRule, ignoreRule, variant, eps]) expect(rule).toMatch(/^\S.*[^.]$/)
  }
})

test('both conventions are told apart where there are two', () => {
  for (const id of ['gIoU', 'cIoU'] as const) {
    expect(definitionOf(id)).toMatchObject({ variant: 'exact', eps: 'none', unit: 'share' })
    expect(definitionOf(`lisa.${id}`)).toMatchObject({ variant: 'LISA' })
    expect(definitionOf(`gref.${id}`)).toMatchObject({ variant: 'gRefCOCO' })
  }
  expect(definitionOf('hd95').variant).not.toBe(definitionOf('hd95.directed').variant)
  expect(definitionOf('top3').title).toContain('oracle')
})

test('an unknown name is a mistake', () => {
  expect(() => definitionOf('none' as 'iou')).toThrow('none')
})
