import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { scoreTermNames, type ScoreTermName, type ScoreTerms } from '#core/candidate/candidate'
import { fitGeometric, type GeometricFit } from '#core/candidate/fit'
import { geometricFit } from '#core/candidate/geometric-fit'
import { unwrap } from '#models/failure'
import { readImageSource } from '#models/image/open-image'
import type { Segmenter } from '#models/ports'
import { embeddedSegmenter } from '#models/registry'
import { openSegmenter } from '#models/segmenter'
import {
  judgeFit,
  judgeScored,
  measureTarget,
  regionOf,
  reportLine,
  scoredBy,
  stripsAround,
  type FitReport,
  type Measured,
} from './measured-candidates.ts'
import { readPhotoObjects } from './photo-objects.ts'
import { sceneTargets } from './scene-targets.ts'

/*
 * The fit of the geometric score, on the embedded segmenter's real candidates for the shipped scenes:
 *   npx node test/bench/fit-geometric.ts [--kept] [--photos DIR] [--write]
 * `--write` puts it into core/candidate/geometric-fit.ts and its rows into test/fixtures/geometric-rows.json; `--kept`
 * takes those rows instead of measuring again. Photographs are only measured, never fitted to.
 */

const root = fileURLToPath(new URL('../..', import.meta.url))
const rowsFile = path.join(root, 'test/fixtures/geometric-rows.json')
const { values: given } = parseArgs({
  options: {
    kept: { type: 'boolean', default: false },
    photos: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})

/** Runs by scene. */
type Scenes = ReadonlyMap<string, readonly Measured[]>

const card = embeddedSegmenter()
const segmenter = await openSegmenter(card)
const scenes = given.kept ? await readScenesKept() : await measureScenes(segmenter)
const all = [...scenes.values()].flat()
const fit = fitRounded(all)
const unseen = leftOut(scenes)
console.log(reportLine('scenes, fit in use', judgeFit(all, geometricFit)))
console.log(reportLine('scenes, new fit', judgeFit(all, fit)))
console.log(reportLine('scenes, each by the fit of the others', unseen))
if (given.photos !== undefined) {
  const photos = await measurePhotos(segmenter, given.photos)
  console.log(reportLine('photographs, fit in use', judgeFit(photos, geometricFit)))
  console.log(reportLine('photographs, new fit', judgeFit(photos, fit)))
}
console.log(JSON.stringify(fit))
await segmenter.close()
if (given.write) await write()

async function measureScenes(by: Segmenter): Promise<Scenes> {
  const found = new Map<string, readonly Measured[]>()
  for (const { scene, targets } of await sceneTargets()) {
    const measured: Measured[] = []
    for (const target of targets) measured.push(rounded(await measureTarget(by, target)))
    console.error(`${scene}: ${measured.length} runs`)
    found.set(scene, measured)
  }
  return found
}

type Kept = {
  readonly terms: readonly ScoreTermName[]
  readonly runs: readonly { readonly scene: string; readonly rows: readonly number[][] }[]
}

async function readScenesKept(): Promise<Scenes> {
  const { terms, runs } = JSON.parse(await readFile(rowsFile, 'utf8')) as Kept
  const found = new Map<string, Measured[]>()
  for (const { scene, rows } of runs) {
    const run = rows.map((row) => ({
      terms: Object.fromEntries(terms.map((name, i) => [name, row[i]])) as ScoreTerms,
      iou: row.at(-1) ?? NaN,
    }))
    found.set(scene, [...(found.get(scene) ?? []), { name: scene, rows: run }])
  }
  return found
}

/** Each person's mask with the rows and columns of a 9×9 grid that it touches. */
async function measurePhotos(by: Segmenter, folder: string): Promise<Measured[]> {
  const found: Measured[] = []
  for (const { id, file, truth } of await readPhotoObjects(folder)) {
    const image = unwrap(await readImageSource(path.join(folder, 'images', file)))
    const strips = stripsAround(truth, 9)
    if (strips === null) continue
    const region = regionOf(strips.rows, strips.columns)
    found.push(await measureTarget(by, { name: String(id), image, region, n: 9, truth }))
  }
  return found
}

/** As kept: four decimals. */
function rounded({ name, rows }: Measured): Measured {
  return {
    name,
    rows: rows.map(({ terms, iou }) => ({ terms: mapTerms(terms, decimals), iou: decimals(iou) })),
  }
}

function fitRounded(measured: readonly Measured[]): GeometricFit {
  const { weights, knots } = fitGeometric(
    measured.flatMap(({ rows }, run) => rows.map((row) => ({ ...row, run }))),
  )
  return {
    weights: mapTerms(weights, decimals),
    knots: knots.map(({ sum, iou }) => ({ sum: decimals(sum), iou: decimals(iou) })),
  }
}

function mapTerms(terms: ScoreTerms, by: (value: number) => number): ScoreTerms {
  return Object.fromEntries(scoreTermNames.map((name) => [name, by(terms[name])])) as ScoreTerms
}

function decimals(value: number): number {
  return Math.round(value * 1e4) / 1e4
}

/** Each scene scored by the fit of all others. */
function leftOut(of: Scenes): FitReport {
  const scored = [...of].flatMap(([scene, measured]) => {
    const others = [...of].flatMap(([name, runs]) => (name === scene ? [] : runs))
    return scoredBy(measured, fitRounded(others))
  })
  return judgeScored(scored)
}

async function write(): Promise<void> {
  const runs = [...scenes].flatMap(([scene, measured]) =>
    measured.map(({ rows }) => {
      const values = rows.map(({ terms, iou }) => [...scoreTermNames.map((n) => terms[n]), iou])
      return JSON.stringify({ scene, rows: values })
    }),
  )
  const terms = JSON.stringify(scoreTermNames)
  const text = `{"model":"${card.digest}","terms":${terms},"runs":[\n${runs.join(',\n')}\n]}\n`
  await writeFile(rowsFile, text)
  await writeFile(path.join(root, 'core/candidate/geometric-fit.ts'), sourceOf(fit))
}

function sourceOf({ weights, knots }: GeometricFit): string {
  const { runs, candidates, explained, top, best } = unseen
  const weightLines = scoreTermNames.map((name) => `    ${name}: ${weights[name]},`)
  const knotLines = knots.map(({ sum, iou }) => `    { sum: ${sum}, iou: ${iou} },`)
  return `import type { GeometricFit } from './fit.ts'

/**
 * The built-in fit of the geometric score. How it was got: \`fitGeometric\` on ${candidates} candidates of the embedded
 * segmenter in ${runs} runs of the pipeline over the shipped scenes, their regions as marked, larger, smaller, moved, on
 * other grids and as boxes; test/fixtures/geometric-rows.json holds the rows, and a test fits again and compares.
 * Each scene scored by the fit of the others: rank 1 has a mean IoU of ${top.toFixed(2)} where the best candidate has ${best.toFixed(2)};
 * ${(100 * explained).toFixed(0)} % of the variance of the true IoU is explained, so trust the order further than the value.
 * Another model has other candidates: \`npx node test/bench/fit-geometric.ts --write\` makes this file anew.
 */
export const geometricFit: GeometricFit = {
  weights: {
${weightLines.join('\n')}
  },
  knots: [
${knotLines.join('\n')}
  ],
}
`
}
