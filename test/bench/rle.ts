import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { imagePoint } from '#core/geometry/point'
import { stampStroke } from '#core/mask/brush'
import { createMask, type Mask } from '#core/mask/mask'
import { rleFromPolygons, ringsFromRle } from '#core/mask/polygon'
import { maskFromRle, rleFromMask } from '#core/mask/rle'
import { rleArea, rleIou } from '#core/mask/rle-ops'
import { fastest, ratioRow, type BenchRow } from './table.ts'

const sizes = [
  { width: 1999, height: 1333 },
  { width: 4096, height: 4096 },
]

/** Round blobs of many radii, the same for ever: a walk by the golden angle. */
function blobs(size: { width: number; height: number }, count: number, turn: number): Mask {
  const mask = createMask(size)
  for (let i = 0; i < count; i += 1) {
    const angle = (i + turn) * 2.399963
    const reach = Math.sqrt((i + 0.5) / count)
    const x = size.width * (0.5 + 0.48 * reach * Math.cos(angle))
    const y = size.height * (0.5 + 0.48 * reach * Math.sin(angle))
    const radius = (size.width / 60) * (1 + (i % 5) / 2)
    stampStroke(mask, { points: [imagePoint(x, y)], radius, value: i % 4 === 3 ? 0 : 1 })
  }
  return mask
}

type Peer = Readonly<Record<'encode' | 'decode' | 'iou' | 'area' | 'polygon', number>>

/** pycocotools on the very same masks, timed inside Python; null where it is not installed. */
function measurePeer(masks: readonly Mask[], rings: number[][]): Peer | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'reaseg-bench-'))
  try {
    for (const [i, mask] of masks.entries()) writeFileSync(path.join(folder, `${i}.bin`), mask.bits)
    writeFileSync(path.join(folder, 'rings.json'), JSON.stringify(rings))
    const { width, height } = (masks[0] as Mask).size
    const script = fileURLToPath(new URL('./rle_peer.py', import.meta.url))
    for (const python of ['/usr/bin/python3', 'python3']) {
      const out = path.join(folder, 'out.json')
      const ran = spawnSync(python, [script, folder, String(width), String(height), out])
      if (ran.status === 0) return JSON.parse(readFileSync(out, 'utf8')) as Peer
    }
    return null
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Encode, decode, IoU, area and polygon → mask against pycocotools (C). */
export function benchRle(): BenchRow[] {
  return sizes.flatMap((size) => {
    const a = blobs(size, 300, 0)
    const b = blobs(size, 300, 7)
    const rleA = rleFromMask(a)
    const rleB = rleFromMask(b)
    const rings = ringsFromRle(rleFromMask(blobs(size, 40, 3)))
    const peer = measurePeer([a, b], rings)
    const label = `${size.width}×${size.height}`
    const ours = {
      encode: fastest(30, () => rleFromMask(a)),
      decode: fastest(30, () => maskFromRle(rleA)),
      iou: fastest(50, () => rleIou(rleA, rleB)),
      area: fastest(50, () => rleArea(rleA)),
      polygon: fastest(20, () => rleFromPolygons(rings, size)),
    }
    return (Object.keys(ours) as (keyof Peer)[]).map((name) =>
      ratioRow({
        what: `RLE ${name}, ${label}`,
        ours: ours[name],
        peer: peer?.[name] ?? null,
        peerName: 'pycocotools',
        most: 1,
      }),
    )
  })
}
