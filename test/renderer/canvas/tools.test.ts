import { describe, expect, it } from 'vitest'
import { toolIds } from '../../../renderer/canvas/props.ts'
import { toolOf, tools } from '../../../renderer/canvas/tools/index.ts'
import { ToolDriver } from './driver.ts'

describe('registry', () => {
  it('has every tool once, with keys of its own', () => {
    expect(tools.map(({ id }) => id)).toEqual(toolIds)
    expect(new Set(tools.map(({ key }) => key)).size).toBe(tools.length)
  })
  it('leaves the overlay and action keys alone', () => {
    const taken = ['G', 'H', 'C', 'M', 'N', 'I', '[', ']', '\\', '0']
    expect(tools.filter(({ key }) => taken.includes(key))).toEqual([])
  })
})

describe('every tool', () => {
  it.each(tools.map(({ id }) => id))(
    '%s: pans with Space, the middle button, and goes on',
    (id) => {
      const driver = new ToolDriver(id)
      driver.down(100, 100, { space: true })
      expect(driver.path).toBe(`${id}.panning`)
      driver.move(110, 95).up(110, 95)
      driver.down(0, 0, { button: 'middle' }).move(1, 1).up(1, 1)
      expect(driver.pans).toEqual([
        [10, -5],
        [1, 1],
      ])
      expect(driver.path).toBe(`${id}.idle`)
      expect(driver.gestures).toEqual([])
      expect(driver.paint).toEqual([])
    },
  )

  it.each(tools.map(({ id }) => id))('%s: cancel leaves no trace', (id) => {
    const driver = new ToolDriver(id)
    driver.down(100, 100).move(150, 150)
    expect(driver.machine.cancel()).toBe(true)
    expect(driver.path).toBe(`${id}.idle`)
    expect(driver.sketch).toBeNull()
    expect(driver.gestures).toEqual([])
    expect(driver.paint.at(-1) ?? 'abort').toBe('abort')
    expect(driver.machine.cancel()).toBe(false)
  })

  it.each(tools.map(({ id }) => id))('%s: another tool takes over mid-gesture', (id) => {
    const driver = new ToolDriver(id)
    driver.down(100, 100).move(150, 150)
    driver.machine.choose(id === 'hand' ? 'select' : 'hand')
    expect(driver.machine.state()).toBe('idle')
    expect(driver.sketch).toBeNull()
    expect(driver.gestures).toEqual([])
  })

  it.each(tools.filter(({ hasBrush }) => hasBrush).map(({ id }) => id))(
    '%s: Ctrl+drag sizes the brush',
    (id) => {
      const driver = new ToolDriver(id, { zoom: 2 }).down(100, 100, { ctrl: true })
      expect(driver.path).toBe(`${id}.sizing`)
      driver.move(115, 100)
      expect(driver.sketch).toMatchObject({ kind: 'radius', radius: 25 })
      driver.up(115, 100)
      expect(driver.gestures).toEqual([{ kind: 'brush-radius', radius: 25 }])
      expect(driver.paint).toEqual([])
    },
  )
})

describe('select', () => {
  const around = { candidatesAt: ({ x }: { x: number }) => (x > 50 ? ['c02', 'c05'] : []) }

  it('hovers, tells changes only, and picks the best ranked', () => {
    const driver = new ToolDriver('select', around).move(60, 1).move(61, 1)
    expect(driver.gestures).toEqual([{ kind: 'hover', id: 'c02' }])
    driver.move(10, 1)
    expect(driver.gestures.at(-1)).toEqual({ kind: 'hover', id: null })
    driver.down(70, 1)
    expect(driver.path).toBe('select.pointing')
    driver.up(70, 1)
    expect(driver.gestures.at(-1)).toEqual({ kind: 'pick', id: 'c02', join: false })
  })
  it('joins with Shift', () => {
    const driver = new ToolDriver('select', around).click(70, 1, { shift: true })
    expect(driver.gestures).toEqual([{ kind: 'pick', id: 'c02', join: true }])
  })
  it('picks nothing beside the candidates', () => {
    expect(new ToolDriver('select', around).click(10, 1).gestures).toEqual([])
  })
  it('pans when dragged', () => {
    const driver = new ToolDriver('select', around).down(70, 1).move(72, 1)
    expect(driver.path).toBe('select.pointing')
    driver.move(90, 1)
    expect(driver.path).toBe('select.panning')
    driver.move(95, 1).up(95, 1)
    expect(driver.pans).toEqual([
      [20, 0],
      [5, 0],
    ])
    expect(driver.gestures).toEqual([])
  })
})

describe('hand', () => {
  it('pans', () => {
    const driver = new ToolDriver('hand').down(1, 1)
    expect(driver.path).toBe('hand.panning')
    driver.move(5, 3).up(5, 3)
    expect(driver.pans).toEqual([[4, 2]])
    expect(driver.path).toBe('hand.idle')
  })
})

describe('point', () => {
  it.each([
    ['main button', {}, 1],
    ['second button', { button: 'second' }, 0],
    ['Alt', { alt: true }, 0],
  ] as const)('%s', (_, modifiers, label) => {
    const driver = new ToolDriver('point').down(20, 30, modifiers)
    expect(driver.path).toBe('point.pointing')
    driver.up(23, 30, modifiers)
    expect(driver.gestures).toEqual([{ kind: 'click', point: { x: 20, y: 30 }, label }])
  })
  it('ignores presses beside the picture', () => {
    expect(new ToolDriver('point').click(-1, 30).click(900, 30).gestures).toEqual([])
  })
})

describe('box', () => {
  it('drags from corner to corner, either way, clamped', () => {
    const driver = new ToolDriver('box').down(200, 100).move(150, 90)
    expect(driver.path).toBe('box.dragging')
    driver.move(100, -20)
    expect(driver.sketch).toEqual({ kind: 'box', box: { x0: 100, y0: 0, x1: 200, y1: 100 } })
    driver.up(100, -20)
    expect(driver.gestures).toEqual([{ kind: 'box', box: { x0: 100, y0: 0, x1: 200, y1: 100 } }])
    expect(driver.path).toBe('box.idle')
  })
  it('takes two clicks as corners', () => {
    const driver = new ToolDriver('box').click(10, 10)
    expect(driver.path).toBe('box.anchored')
    driver.move(40, 50).click(40, 50)
    expect(driver.gestures).toEqual([{ kind: 'box', box: { x0: 10, y0: 10, x1: 40, y1: 50 } }])
  })
  it('takes no slip of the hand for a box', () => {
    expect(new ToolDriver('box').click(10, 10).click(11, 11).gestures).toEqual([])
  })
})

describe('brush and eraser', () => {
  it.each([
    ['brush', 'main', 1, 'brush'],
    ['brush', 'second', 0, 'eraser'],
    ['eraser', 'main', 0, 'eraser'],
    ['eraser', 'second', 1, 'brush'],
  ] as const)('%s, %s button gives %i', (tool, button, value, sent) => {
    const driver = new ToolDriver(tool).down(5, 5, { button })
    expect(driver.path).toBe(`${tool}.painting`)
    driver.move(8, 5, { button }).move(8, 9, { button }).up(8, 9, { button })
    expect(driver.paint).toEqual([
      'begin',
      `stroke ${value} 5,5`,
      `stroke ${value} 5,5 8,5`,
      `stroke ${value} 8,5 8,9`,
      `commit ${sent}`,
    ])
  })
  it('draws a straight line with Shift', () => {
    const driver = new ToolDriver('brush').down(5, 5, { shift: true }).move(9, 9).move(50, 20)
    expect(driver.path).toBe('brush.lining')
    expect(driver.sketch).toEqual({ kind: 'line', from: { x: 5, y: 5 }, to: { x: 50, y: 20 } })
    driver.up(50, 20)
    expect(driver.paint).toEqual(['begin', 'stroke 1 5,5 50,20', 'commit brush'])
  })
  it.each(['brush', 'eraser', 'lasso', 'polygon'] as const)(
    '%s: paints nothing it may not',
    (id) => {
      const driver = new ToolDriver(id, { canPaint: false }).down(5, 5).move(9, 9).up(9, 30)
      expect(driver.paint).toEqual([])
      expect(driver.path).toBe(`${id}.idle`)
    },
  )
})

describe('lasso', () => {
  it.each([
    ['adds', {}, 1],
    ['subtracts with Alt', { alt: true }, 0],
    ['subtracts with the second button', { button: 'second' }, 0],
  ] as const)('%s', (_, modifiers, value) => {
    const driver = new ToolDriver('lasso').down(5, 5, modifiers).move(50, 5).move(50, 50)
    expect(driver.path).toBe('lasso.drawing')
    expect(driver.sketch).toMatchObject({ kind: 'path', isSubtract: value === 0 })
    driver.up(50, 50)
    expect(driver.paint).toEqual(['begin', `fill ${value} 3 points`, 'commit lasso'])
  })
  it('does nothing for a click', () => {
    expect(new ToolDriver('lasso').click(5, 5).paint).toEqual([])
  })
})

describe('polygon', () => {
  const triangle = () => new ToolDriver('polygon').click(10, 10).click(100, 10).click(100, 100)

  it('closes with Enter', () => {
    const driver = triangle()
    expect(driver.path).toBe('polygon.drawing')
    expect(driver.machine.finish()).toBe(true)
    expect(driver.paint).toEqual(['begin', 'fill 1 3 points', 'commit polygon'])
    expect(driver.path).toBe('polygon.idle')
    expect(driver.machine.finish()).toBe(false)
  })
  it('closes with a double click, which adds no vertex', () => {
    const driver = triangle().click(100, 100, { double: true })
    expect(driver.paint).toEqual(['begin', 'fill 1 3 points', 'commit polygon'])
  })
  it('closes on its first vertex', () => {
    expect(triangle().click(12, 12).paint).toEqual(['begin', 'fill 1 3 points', 'commit polygon'])
  })
  it('shows the next vertex under the pointer', () => {
    const driver = triangle().move(30, 90)
    expect(driver.sketch).toMatchObject({ points: { length: 4 } })
  })
  it('takes vertices back with Backspace, then itself', () => {
    const driver = triangle()
    expect(driver.machine.key('Backspace')).toBe(true)
    driver.machine.finish()
    expect(driver.paint).toEqual([])
    expect(driver.path).toBe('polygon.drawing')
    driver.machine.key('Backspace')
    driver.machine.key('Backspace')
    expect(driver.path).toBe('polygon.idle')
    expect(driver.machine.key('Backspace')).toBe(false)
  })
  it('subtracts with Alt on the first vertex', () => {
    const driver = new ToolDriver('polygon').click(10, 10, { alt: true }).click(100, 10)
    driver.click(100, 100).machine.finish()
    expect(driver.paint[1]).toBe('fill 0 3 points')
  })
})

describe('region', () => {
  const all = [1, 2, 3, 4, 5, 6, 7, 8, 9]

  it.each([
    ['across strips', [150, 75, 420, 180], [2, 3, 4], [2, 3, 4, 5]],
    ['backwards', [420, 180, 150, 75], [2, 3, 4], [2, 3, 4, 5]],
    ['from the top edge: columns alone', [150, 5, 420, 180], all, [2, 3, 4, 5]],
    ['from the left edge: rows alone', [5, 75, 420, 180], [2, 3, 4], all],
    ['from the corner: both', [5, 5, 150, 75], [1, 2], [1, 2]],
    ['a click', [450, 225, 450, 225], [5], [5]],
    ['beyond the picture', [850, 430, 2000, 2000], [9], [9]],
  ] as const)('%s', (_, [x0, y0, x1, y1], rows, columns) => {
    const driver = new ToolDriver('region').down(x0, y0)
    expect(driver.path).toBe('region.dragging')
    driver.move(x1, y1).up(x1, y1)
    expect(driver.gestures).toEqual([
      { kind: 'region', region: { kind: 'strips', rows, columns }, add: false },
    ])
  })
  it('adds with Shift', () => {
    const driver = new ToolDriver('region').click(450, 225, { shift: true })
    expect(driver.gestures).toMatchObject([{ kind: 'region', add: true }])
  })
})

describe('prior', () => {
  it('paints weights, strongest on the path, and sends them once', () => {
    const driver = new ToolDriver('prior').down(450, 225).move(600, 225)
    expect(driver.path).toBe('prior.painting')
    expect(driver.sketch).toMatchObject({ kind: 'prior' })
    driver.up(600, 225)
    const [gesture] = driver.gestures
    const weights = gesture?.kind === 'prior' ? gesture.weights : []
    expect(weights).toHaveLength(1024)
    expect(weights[16 * 32 + 18]).toBe(1)
    expect(weights[0]).toBe(0)
    expect(weights.every((weight) => weight >= 0 && weight <= 1)).toBe(true)
  })
  it.each([
    ['Alt', { alt: true }],
    ['the second button', { button: 'second' }],
  ] as const)('erases with %s', (_, modifiers) => {
    const drawnPrior = Array.from({ length: 1024 }, () => 1)
    const driver = new ToolDriver('prior', { drawnPrior }).click(450, 225, modifiers)
    const [gesture] = driver.gestures
    const weights = gesture?.kind === 'prior' ? gesture.weights : []
    expect(Math.min(...weights)).toBeLessThan(0.5)
    expect(weights[0]).toBe(1)
    expect(drawnPrior.every((weight) => weight === 1)).toBe(true)
  })
})

describe('toolOf', () => {
  it('finds each', () => {
    for (const id of toolIds) expect(toolOf(id).id).toBe(id)
  })
})
