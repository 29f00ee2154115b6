import { describe, expect, it } from 'vitest'
import {
  groupModels,
  rowsOf,
  shownRow,
  type ModelFilter,
} from '../../../../renderer/pages/models/grouping.ts'
import { clearedFilter } from '../../../../renderer/state/models-page.ts'
import { embedded, modelEntry, modelFetch } from '../../model-entries.ts'

const models = [
  embedded,
  modelEntry({ id: 'mine', title: 'Mine', origin: 'own', state: 'damaged', goodFor: '' }),
  modelEntry({ id: 'mobilesam' }),
  modelEntry({
    id: 'clipseg',
    title: 'CLIPSeg',
    kind: 'text-prior',
    goodFor: 'A heat map of words.',
  }),
]

function groupsOf(filter: Partial<ModelFilter>, fetches = [modelFetch()]): string[] {
  return groupModels(models, fetches, { ...clearedFilter, ...filter }).map(
    ({ id, rows }) => `${id}: ${rows.map((row) => row.id).join(' ')}`,
  )
}

describe('groups', () => {
  it.each<[string, Partial<ModelFilter>, string[]]>([
    ['all', {}, ['on-its-way: mobilesam', 'here: embedded-2 mine', 'available: clipseg']],
    ['here', { place: 'here' }, ['on-its-way: mobilesam', 'here: embedded-2 mine']],
    ['words', { kind: 'text' }, ['available: clipseg']],
    ['segmenters', { kind: 'segmenters' }, ['on-its-way: mobilesam', 'here: embedded-2 mine']],
    ['a word of the purpose', { search: 'heat' }, ['available: clipseg']],
    ['words in any order and case', { search: 'MAP heat' }, ['available: clipseg']],
    ['a word and one it lacks', { search: 'heat zebra' }, []],
    ['an id', { search: 'embedded-2' }, ['here: embedded-2']],
  ])('%s', (_, filter, groups) => {
    expect(groupsOf(filter)).toEqual(groups)
  })

  it('has a row for an import of something not known yet, and none for what is done', () => {
    const own = modelFetch({ id: 'new', title: 'new', kind: 'import' })
    expect(groupsOf({}, [own])[0]).toBe('on-its-way: new')
    expect(groupsOf({ place: 'here', kind: 'text' }, [own])).toEqual(['on-its-way: new'])
    expect(groupsOf({}, [modelFetch({ state: 'done' })])[1]).toBe('available: mobilesam clipseg')
  })
})

describe('the row shown', () => {
  const rows = rowsOf(models, [])
  it.each([
    ['the one chosen', 'clipseg', 'embedded-2', 'clipseg'],
    ['one that is gone: the project’s', 'gone', 'mobilesam', 'mobilesam'],
    ['none chosen: the project’s', null, 'mobilesam', 'mobilesam'],
    ['no project: the first', null, undefined, 'embedded-2'],
  ])('%s', (_, chosen, used, id) => {
    expect(shownRow(rows, chosen, used)?.id).toBe(id)
  })

  it('is none where there is none', () => expect(shownRow([], 'a', 'b')).toBeNull())
})
