import { checkRegion } from '../grid/check-region.ts'
import type { Grid } from '../grid/grid.ts'
import type { Region } from '../grid/region.ts'
import { fail, ok, type Result } from '../result.ts'
import type { Reasoning } from './reasoning.ts'

/**
 * The reasoning with its texts trimmed, empty attributes dropped and ids in order. Fails with `bad_input` where there is
 * no region, or one that does not lie on the grid. A target without a name is allowed: a person may only mark a place.
 */
export function checkReasoning(value: Reasoning, grid: Grid): Result<Reasoning> {
  const rationale = value.rationale.trim()
  if (value.kind === 'absent') return ok({ kind: 'absent', rationale })
  if (value.regions.length === 0)
    return fail(
      'bad_input',
      'the reasoning names no region',
      'Mark rows and columns, cells or a box, or say that nothing answers the query.',
    )
  const regions: Region[] = []
  for (const region of value.regions) {
    const checked = checkRegion(region, grid)
    if (!checked.ok) return checked
    regions.push(checked.value)
  }
  const attributes = value.attributes.map((text) => text.trim()).filter((text) => text !== '')
  return ok({ kind: 'regions', target: value.target.trim(), attributes, regions, rationale })
}
