import { useMemo } from 'react'
import type { Size } from '#core/geometry/size'
import type { Run } from '#rpc/schemas/pipeline'
import { Section } from '../../ui/Section.tsx'
import { numbersOf, priorsOf } from './host-numbers.ts'
import type { TileLayers } from './draw-tile.ts'
import { definitions, priorDefinitions, priorTitles } from './texts.ts'
import { Tile } from './Tile.tsx'

type Props = { readonly run: Run; readonly image: Size; readonly photo: ImageBitmap | null }

type TileText = {
  readonly id: string
  readonly title: string
  readonly definition: string
  readonly layers: TileLayers
}

/** Where the reasoning looked, every prior by itself and all together, and the seeds. */
export function RunPictures({ run, image, photo }: Props) {
  const tiles = useMemo(() => tilesOf(run, image), [run, image])
  if (tiles.length === 0) return null
  return (
    <Section
      title="Where it looked"
      aside={
        <span className="prior-scale" title="Weight of the prior: 0 = not expected, 1 = expected">
          prior 0 <span className="prior-ramp" aria-hidden /> 1
        </span>
      }
    >
      <div className="run-tiles">
        {tiles.map(({ id, ...tile }) => (
          <Tile key={id} {...tile} image={image} photo={photo} />
        ))}
      </div>
    </Section>
  )
}

const bare: TileLayers = { weights: null, boxes: [], grid: null, seeds: [] }

function tilesOf(run: Run, image: Size): TileText[] {
  const { boxes, prior, settings, record } = run
  const seeds = numbersOf(run)?.regions ?? []
  const parts = priorsOf(run, image)
  const tiles: TileText[] = []
  if (boxes.length > 0)
    tiles.push({
      id: 'regions',
      title: boxes.length === 1 ? 'region' : `${boxes.length} regions`,
      definition: 'The boxes that were looked in: the regions named, padded as the settings say.',
      layers: { ...bare, boxes, grid: record.reason?.grid ?? settings.grid },
    })
  for (const [i, { source, weights }] of parts.entries())
    tiles.push({
      id: `${source}-${i}`,
      title: `prior: ${priorTitles[source]}`,
      definition: priorDefinitions[source],
      layers: { ...bare, weights },
    })
  if (prior !== null && parts.length > 1)
    tiles.push({
      id: 'prior',
      title: 'prior: all together',
      definition: `The product of ${prior.sources.map((source) => priorTitles[source]).join(', ')}.`,
      layers: { ...bare, weights: prior.weights },
    })
  const count = seeds.reduce((sum, one) => sum + one.seeds.length, 0)
  if (count > 0)
    tiles.push({
      id: 'seeds',
      title: `${count} seeds`,
      definition: `${definitions.seeds} Green: foreground of the semantic candidates; orange: their background.`,
      layers: { ...bare, boxes, seeds },
    })
  return tiles
}
