import { paintMask, paintPrior, paintThumbnail } from '../files/mask-painter.ts'
import { paintGridPrompt } from '../files/overlay-painter.ts'
import type { Rle } from '#core/mask/mask'
import type { Run } from '#rpc/schemas/pipeline'

/** One sample on the sheet; `iou` is null where there is no true mask to compare with. */
export type SheetRow = {
  readonly imagePath: string
  readonly query: string
  readonly category: string
  readonly run: Run | null
  readonly accepted: Rle | null
  readonly truth: Rle | null
  readonly iou: number | null
}

const style = `
body { font: 14px/1.45 system-ui, sans-serif; margin: 24px; background: #fff; color: #1c1f24 }
h1 { font-size: 20px } h2 { font-size: 16px; margin: 24px 0 8px; font-weight: 600 }
small { font-weight: 400; color: #5b6470 }
.row { display: flex; flex-wrap: wrap; gap: 8px; padding-bottom: 8px }
figure { margin: 0; flex: none } img { display: block; height: 174px; border-radius: 4px }
figcaption { font-size: 12px; color: #48505b; margin-top: 4px }
@media (prefers-color-scheme: dark) {
  body { background: #17191d; color: #e6e8eb } small, figcaption { color: #a5adb8 }
}`

const pictureWidth = 260
const candidatesShown = 5

/** A single HTML page that needs nothing else: pictures are inside it as data URLs. */
export async function buildContactSheet(title: string, rows: readonly SheetRow[]): Promise<string> {
  const sections: string[] = []
  for (const row of rows) sections.push(await buildSection(row))
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>${escapeHtml(title)}</title><style>${style}</style></head><body>`,
    `<h1>${escapeHtml(title)}</h1>`,
    '<p>Each row: photograph, what a multimodal model would be sent, prior, best candidates, accepted mask. ',
    'Score = estimated IoU by the geometric terms; IoU = intersection over union of the accepted mask with the true one.</p>',
    ...sections,
    '</body></html>\n',
  ].join('\n')
}

async function buildSection(row: SheetRow): Promise<string> {
  const figures = [
    figure('photograph', await paintThumbnail(row.imagePath, pictureWidth)),
    ...(await gridFigures(row)),
    ...(await runFigures(row)),
  ]
  if (row.accepted !== null)
    figures.push(
      figure(acceptedCaption(row), await paintMask(row.imagePath, row.accepted, pictureWidth)),
    )
  if (row.truth !== null)
    figures.push(figure('true mask', await paintMask(row.imagePath, row.truth, pictureWidth)))
  const verdict = row.accepted === null ? ' · no target' : ''
  return [
    `<section><h2>“${escapeHtml(row.query)}” <small>${escapeHtml(row.category)}${verdict}</small></h2>`,
    `<div class="row">${figures.join('')}</div></section>`,
  ].join('')
}

async function gridFigures(row: SheetRow): Promise<string[]> {
  if (row.run === null) return []
  const pictures = await paintGridPrompt(row.imagePath, row.run.settings.grid)
  return Promise.all(
    pictures.map(async ({ name, png }) =>
      figure(`grid: ${name}`, await paintThumbnail(png, pictureWidth)),
    ),
  )
}

async function runFigures(row: SheetRow): Promise<string[]> {
  if (row.run === null || row.run.prior === null) return []
  const figures = [
    figure('prior', await paintPrior(row.imagePath, row.run.prior.weights, pictureWidth)),
  ]
  const shown = row.run.candidates
    .filter(({ alikeOf }) => alikeOf === null)
    .slice(0, candidatesShown)
  for (const candidate of shown)
    figures.push(
      figure(
        `${candidate.rank}. ${candidate.score.toFixed(2)} ${candidate.source}`,
        await paintMask(row.imagePath, candidate.rle, pictureWidth),
      ),
    )
  return figures
}

function acceptedCaption(row: SheetRow): string {
  return row.iou === null ? 'accepted' : `accepted, IoU ${row.iou.toFixed(3)}`
}

function figure(caption: string, jpeg: Buffer): string {
  return `<figure><img alt="${escapeHtml(caption)}" src="data:image/jpeg;base64,${jpeg.toString('base64')}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
