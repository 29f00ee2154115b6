import { describe, expect, it } from 'vitest'
import type { CommandContext } from '../../../../renderer/app/commands/command.ts'
import {
  commandForKey,
  commandOf,
  commands,
  menuItems,
} from '../../../../renderer/app/commands/registry.ts'
import { segmenterCard } from '../../model-entries.ts'

const nothing: CommandContext = {
  hasProject: false,
  isReadOnly: false,
  page: 'annotate',
  hasSample: false,
  isMissing: false,
  regions: 0,
  isRunning: false,
  hasRun: false,
  candidates: 0,
  chosen: 0,
  hasTarget: false,
  hasLayerMask: false,
  noTarget: false,
  canUndo: false,
  canRedo: false,
  clicks: 0,
  segmenter: { kind: 'unknown' },
  marksRegion: false,
  defaultModel: 'unknown',
  testing: null,
  hasQuery: true,
  reasoner: { kind: 'none' },
  judge: { kind: 'none' },
  judgeKind: 'geometric',
}
const opened: CommandContext = { ...nothing, hasProject: true, hasSample: true }
const missing = { kind: 'missing', id: 'sam-vit-h' } as const
const clicksOnly = { kind: 'here', card: segmenterCard('slimsam', { box: false }) } as const

describe('the registry', () => {
  it('has each id, each key and each title once', () => {
    for (const list of [
      commands.map(({ id }) => id),
      commands.flatMap(({ keys, page }) => keys.map((key) => `${page ?? ''} ${key}`)),
      commands.map(({ title }) => title),
    ])
      expect(list.filter((entry, i) => list.indexOf(entry) !== i)).toEqual([])
  })

  it('lets no plain letter, digit or sign act while the hand types', () => {
    const typed = commands.filter(({ inText }) => inText === true).flatMap(({ keys }) => keys)
    expect(typed.length).toBeGreaterThan(5)
    expect(typed.filter((key) => !/^(Mod|Alt)\+|^F\d+$/.test(key))).toEqual([])
  })

  it('says of every command what it does', () => {
    expect(commands.filter(({ hint }) => !hint.endsWith('.')).map(({ id }) => id)).toEqual([])
  })

  it.each([
    ['G', 'overlay.grid'],
    ['H', 'overlay.prior'],
    ['C', 'overlay.candidates'],
    ['M', 'overlay.mask'],
    ['\\', 'overlay.before'],
    ['0', 'zoom.fit'],
    ['1', 'candidate.pick-1'],
    ['9', 'candidate.pick-9'],
    ['Shift+9', 'candidate.join-9'],
    ['ArrowRight', 'candidate.next'],
    ['Enter', 'answer.accept'],
    ['Shift+Enter', 'answer.correct'],
    ['N', 'answer.no-target'],
    ['I', 'mask.layer'],
    ['[', 'brush.smaller'],
    ['V', 'tool.select'],
    ['P', 'tool.point'],
    ['X', 'tool.box'],
    ['B', 'tool.brush'],
    ['E', 'tool.eraser'],
    ['L', 'tool.lasso'],
    ['Y', 'tool.polygon'],
    ['R', 'tool.region'],
    ['D', 'tool.prior'],
    ['Mod+Z', 'edit.undo'],
    ['Mod+Shift+Z', 'edit.redo'],
    ['Mod+S', 'edit.save'],
    ['Mod+O', 'project.open'],
    ['Mod+E', 'transfer.export'],
    ['Mod+K', 'palette.open'],
    ['J', 'sample.next'],
    ['PageUp', 'sample.previous'],
    ['?', 'help.keys'],
  ])('%s runs %s', (key, id) => {
    expect(commandForKey(key, 'annotate')?.id).toBe(id)
  })

  it.each([
    ['R', 'review.right'],
    ['F', 'review.fix'],
    ['X', 'review.reject'],
    ['L', 'review.later'],
    ['J', 'review.next'],
    ['Mod+Z', 'review.take-back'],
    ['0', 'zoom.fit'],
    ['?', 'help.keys'],
  ])('%s runs %s under review', (key, id) => {
    expect(commandForKey(key, 'review')?.id).toBe(id)
  })
})

describe('when commands can run', () => {
  it.each<[string, string, Partial<CommandContext>, boolean]>([
    ['nothing to accept', 'answer.accept', {}, false],
    ['a chosen candidate', 'answer.accept', { candidates: 3, chosen: 1 }, true],
    ['a drawn mask', 'answer.accept', { hasTarget: true }, true],
    ['“no target” declared', 'answer.accept', { noTarget: true }, true],
    ['a read-only project', 'answer.accept', { chosen: 1, isReadOnly: true }, false],
    ['another page', 'answer.accept', { chosen: 1, page: 'models' }, false],
    ['no region', 'run.propose', {}, false],
    ['a region', 'run.propose', { regions: 1 }, true],
    ['a missing image', 'run.propose', { regions: 1, isMissing: true }, false],
    ['nothing to undo', 'edit.undo', {}, false],
    ['an edit to undo', 'edit.undo', { canUndo: true }, true],
    ['a rank there is not', 'candidate.pick-4', { candidates: 3 }, false],
    ['a rank there is', 'candidate.pick-3', { candidates: 3 }, true],
    ['an empty mask', 'mask.fill-holes', {}, false],
    ['a mask', 'mask.fill-holes', { hasLayerMask: true }, true],
    ['looking at a read-only project', 'zoom.fit', { isReadOnly: true }, true],
    ['boxes for a segmenter that takes none', 'tool.box', { segmenter: clicksOnly }, false],
    ['boxes that mark a region', 'tool.box', { segmenter: clicksOnly, marksRegion: true }, true],
    ['points for one that takes no boxes', 'tool.point', { segmenter: clicksOnly }, true],
    ['points for one that is not here', 'tool.point', { segmenter: missing }, false],
    ['a brush without a segmenter', 'tool.brush', { segmenter: missing }, true],
    ['a region without boxes', 'run.propose', { regions: 1, segmenter: clicksOnly }, true],
    ['a region for one that is not here', 'run.propose', { regions: 1, segmenter: missing }, false],
    ['encoding by one that is not here', 'images.embed', { segmenter: missing }, false],
    ['a test while another runs', 'models.test', { testing: 'mobilesam' }, false],
    ['a test', 'models.test', {}, true],
    ['no test to cancel', 'models.cancel-test', {}, false],
    ['a test to cancel', 'models.cancel-test', { testing: 'mobilesam' }, true],
    ['the default there to get', 'models.get-default', { defaultModel: 'available' }, true],
    ['the default on its way', 'models.get-default', { defaultModel: 'on-its-way' }, false],
    ['the default here', 'models.get-default', { defaultModel: 'here' }, false],
    ['a verdict elsewhere', 'review.right', {}, false],
    ['zooming under review', 'zoom.fit', { page: 'review' }, true],
    ['painting under review', 'tool.brush', { page: 'review' }, false],
    ['a segmenter for a read-only project', 'models.choose', { isReadOnly: true }, false],
  ])('%s: %s', (_, id, change, canRun) => {
    expect(commandOf(id).when({ ...opened, ...change }) === null).toBe(canRun)
  })

  it('offers without a project only what needs none', () => {
    const open = commands.filter((command) => command.when(nothing) === null).map(({ id }) => id)
    expect(open).toEqual(
      expect.arrayContaining([
        'project.new',
        'project.open',
        'project.demo',
        'page.models',
        'models.import',
      ]),
    )
    expect(open.filter((id) => /^(sample|answer|mask|tool|candidate|run)\./.test(id))).toEqual([])
  })

  it('says why not, in a sentence', () => {
    for (const command of commands) expect(command.when(nothing) ?? 'fine.').toMatch(/\.$/)
  })
})

describe('the native menu', () => {
  it('has every command that is not one of a row, enabled as it can run', () => {
    const items = menuItems(opened)
    expect(items.find(({ id }) => id === 'zoom.fit')).toMatchObject({
      menu: 'View',
      isEnabled: true,
    })
    expect(items.find(({ id }) => id === 'edit.undo')?.isEnabled).toBe(false)
    expect(items.find(({ id }) => id === 'candidate.next')?.key).toBe('Right')
    expect(items.some(({ id }) => id === 'candidate.join-3')).toBe(false)
  })
})
