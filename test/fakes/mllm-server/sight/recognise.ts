import type { Picture } from './picture.ts'
import { knownScenes, thumbOf, type KnownScene, type Thumb } from './scenes.ts'

/** Of 255: how far half of a picture's places may be from those of the scene it shows. */
const mostAway = 9

/**
 * The scene that the picture shows, stretched over the whole of it and upright; null for any other picture. What is drawn
 * over it does not matter as long as it hides less than half.
 */
export async function recogniseScene(picture: Picture): Promise<KnownScene | null> {
  const seen = thumbOf(picture)
  const all = (await knownScenes()).map((scene) => ({ scene, away: medianAway(seen, scene.thumb) }))
  const [best] = all.toSorted((a, b) => a.away - b.away)
  return best !== undefined && best.away <= mostAway ? best.scene : null
}

function medianAway(a: Thumb, b: Thumb): number {
  const counts = new Uint32Array(256)
  for (let i = 0; i < a.length; i++) counts[Math.round(Math.abs(a[i]! - b[i]!))]! += 1
  let left = a.length / 2
  return counts.findIndex((count) => (left -= count) < 0)
}
