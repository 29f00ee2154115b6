import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cruiseLayers } from '../tasks/layers.ts'

const place = mkdtempSync(join(tmpdir(), 'layers-'))
afterAll(() => rmSync(place, { recursive: true }))

/** A tiny project with one mistake a file; the targets exist, so that the imports resolve. */
const files: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    type: 'module',
    imports: {
      '#core/*': './core/*.ts',
      '#models/*': './models/*.ts',
      '#electron/*': './electron/*.ts',
    },
  }),
  'core/result.ts': 'export const a = 1',
  'core/geometry/box.ts': "import '../mask/mask.ts'\nexport const box = 1",
  'core/mask/mask.ts': "import 'node:fs'\nexport const mask = 1",
  'core/metrics/overlap.ts': "import type { s } from '#models/ports'\nexport type O = typeof s",
  'models/ports.ts': "import '#electron/usecases/studio'\nexport const s = 1",
  'electron/usecases/studio.ts': "import '#electron/server/app'\nexport const t = 1",
  'electron/usecases/good.ts': "import '#core/result'\nexport const g = 1",
  'electron/store/open.ts': "import '#electron/usecases/good'\nexport const o = 1",
  'electron/server/app.ts': "import '#electron/cli/index'\nexport const app = 1",
  'electron/cli/index.ts': "import { Hono } from 'hono'\nexport const h = Hono",
  'electron/rpc/contract.ts': "import '#models/ports'\nexport const c = 1",
  'renderer/main.tsx': "import '#electron/usecases/good'\nexport const page = <p />",
  'renderer/a.ts': "import './b.ts'\nexport const a = 1",
  'renderer/b.ts': "import './a.ts'\nexport const b = 1",
  'node_modules/hono/package.json': '{"name":"hono","main":"index.js"}',
  'node_modules/hono/index.js': 'exports.Hono = 1',
}

test('every planted mistake is found, and only those', async () => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true })
    writeFileSync(join(place, name), text)
  }
  const { modules, violations } = await cruiseLayers(
    ['core', 'models', 'electron', 'renderer'],
    place,
  )
  expect(modules).toContain('renderer/main.tsx')
  const found = violations.map((line) => line.slice(0, line.indexOf(' → ')))
  expect(found.toSorted()).toEqual(
    [
      'core is pure: core/mask/mask.ts',
      'core is pure: core/metrics/overlap.ts',
      'core order: geometry: core/geometry/box.ts',
      'models know core: models/ports.ts',
      'electron order: usecases: electron/usecases/studio.ts',
      'electron order: store: electron/store/open.ts',
      'faces apart: electron/server/app.ts',
      'hono lives in electron/server/: electron/cli/index.ts',
      'rpc knows core: electron/rpc/contract.ts',
      'ui knows core and rpc: renderer/main.tsx',
      'no cycles: renderer/a.ts',
    ].toSorted(),
  )
})
