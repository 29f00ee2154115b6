import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { scoreTermNames, type ScoreTerms } from '#core/candidate/candidate'
import { fitGeometric, type FitRow, type GeometricFit } from '#core/candidate/fit'
import { geometricFit } from '#core/candidate/geometric-fit'
import { unwrap } from '#models/failure'
import { readImageSource } from '#models/image/open-image'
import type { Segmenter } from '#models/ports'
import { embeddedSegmenter } from '#models/registry'
import { openSegmenter } from '#models/segmenter'
import {
  judgeFit,
  measureTarget,
  regionOf,
  reportLine,
  stripsAround,
  type FitReport,
  type Measured,
} from './measured-candidates.ts'
import { readPhotoObjects } from './photo-objects.ts'
import { sceneTargets } from './scene-targets.ts'

/*
 * The fit of the geometric score, on the embedded segmenter's real candidates for the shipped scenes:
 *   npx node test/bench/fit-geometric.ts [--photos DIR] [--write]
 * `--write` puts it into core/candidate/geometric-fit.ts and its rows into test/fixtures/geometric-rows.json.
 * Photographs are only measured, never fitted to.
 */

const root = fileURLToPath(new URL('../..', import.meta.url))
const { values: given } = parseArgs({
  options: { write: { type: 'boolean', default: false }, photos: { type: 'string' } },
})

const card = embeddedSegmenter()
const segmenter = await openSegmenter(card)
const scenes = await measureScenes(segmenter)
const all = scenes.flat()
const rows = rowsOf(all)
const fit = fitRounded(rows)
console.log(reportLine('scenes, fit in use', judgeFit(all, geometricFit)))
console.log(reportLine('scenes, new fit', judgeFit(all, fit)))
console.log(reportLine('scenes, each by the fit of the others', leftOut(scenes)))
if (given.photos !== undefined) {
  const photos = await measurePhotos(segmenter, given.photos)
  console.log(reportLine('photographs, fit in use', judgeFit(photos, geometricFit)))
  console.log(reportLine('photographs, new fit', judgeFit(photos, fit)))
}
console.log(JSON.stringify(fit))
await segmenter.close()
if (given.write) await write()

async function measureScenes(by: Segmenter): Promise<Measured[][]> {
  const found: Measured[][] = []
  for (const { scene, targets } of await sceneTargets()) {
    const measured: Measured[] = []
    for (const target of targets) measured.push(await measureTarget(by, target))
    console.error(`${scene}: ${measured.length} runs`)
    found.push(measured)
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

function rowsOf(measured: readonly Measured[]): FitRow[] {
  return measured.flatMap((one) =>
    one.rows.map(({ terms, iou }) => ({ terms: mapTerms(terms, rounded), iou: rounded(iou) })),
  )
}

function fitRounded(from: readonly FitRow[]): GeometricFit {
  const { weights, knots } = fitGeometric(from)
  return {
    weights: mapTerms(weights, rounded),
    knots: knots.map(({ sum, iou }) => ({ sum: rounded(sum), iou: rounded(iou) })),
  }
}

function mapTerms(terms: ScoreTerms, by: (value: number) => number): ScoreTerms {
  return Object.fromEntries(scoreTermNames.map((name) => [name, by(terms[name])])) as ScoreTerms
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4
}

/** Each scene judged by the fit of all others, averaged. */
function leftOut(of: readonly Measured[][]): FitReport {
  const reports = of
    .filter((scene) => scene.length > 0)
    .map((scene) => judgeFit(scene, fitRounded(rowsOf(of.filter((one) => one !== scene).flat()))))
  const mean = (name: keyof FitReport) =>
    reports.reduce((sum, report) => sum + report[name], 0) / reports.length
  return {
    runs: mean('runs') * reports.length,
    candidates: mean('candidates') * reports.length,
    top: mean('top'),
    best: mean('best'),
    explained: mean('explained'),
  }
}

async function write(): Promise<void> {
  const fixture = {
    model: card.digest,
    terms: scoreTermNames,
    rows: rows.map(({ terms, iou }) => [...scoreTermNames.map((name) => terms[name]), iou]),
  }
  const lines = fixture.rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')
  const head = `{\n  "model": "${fixture.model}",\n  "terms": ${JSON.stringify(fixture.terms)},\n  "rows": [\n`
  await writeFile(path.join(root, 'test/fixtures/geometric-rows.json'), `${head}${lines}\n  ]\n}\n`)
  await writeFile(path.join(root, 'core/candidate/geometric-fit.ts'), sourceOf(fit))
}

function sourceOf({ weights, knots }: GeometricFit): string {
  const { runs, candidates, explained, top } = leftOut(scenes)
  const weightLines = scoreTermNames.map((name) => `    ${name}: ${weights[name]},`)
  const knotLines = knots.map(({ sum, iou }) => `    { sum: ${sum}, iou: ${iou} },`)
  return `import type { GeometricFit } from './fit.ts'

/**
 * The built-in fit of the geometric score. How it was got: \`fitGeometric\` on ${candidates} candidates of the embedded
 * segmenter in ${runs} runs of the pipeline over the shipped scenes, their regions as marked, larger, smaller, moved, on
 * other grids and as boxes; test/fixtures/geometric-rows.json holds the rows, and a test fits again and compares.
 * Each scene judged by the fit of the others: ${(100 * explained).toFixed(0)} % of the variance of the true IoU explained, mean IoU of rank 1 ${top.toFixed(2)}.
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
