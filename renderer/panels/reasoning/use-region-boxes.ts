import { useMemo } from 'react'
import type { ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { checkRegion } from '#core/grid/check-region'
import { regionBox } from '#core/grid/lines'
import { useApp } from '../../state/app.ts'
import { useSession } from '../../state/session.ts'

/** The padded boxes of the composed regions in their order, as the pipeline will take them; null where one is off the grid. */
export function useRegionBoxes(size: Size): readonly (ImageBox | null)[] {
  const regions = useSession((state) => state.regions)
  const pipeline = useApp((state) => state.pipeline)
  return useMemo(() => {
    if (pipeline === null) return regions.map(() => null)
    const grid = { ...pipeline.grid, size }
    return regions.map((region) => {
      const checked = checkRegion(region, grid)
      return checked.ok ? regionBox(checked.value, grid, pipeline.region) : null
    })
  }, [regions, pipeline, size])
}
