import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { predictionOfRow } from '#core/dataset/prediction-records'
import { maskFromRle, rleFromMask } from '#core/mask/rle'
import { createRandom } from '#core/random'

const library = fileURLToPath(
  new URL('../../resources/predictions/reaseg_predictions.py', import.meta.url),
)

function python(args: readonly string[]) {
  return spawnSync('python3', args, {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: dirname(library), PYTHONDONTWRITEBYTECODE: '1' },
  })
}

const hasPython = python(['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0
const size = { width: 13, height: 7 }

/** As a loop of one's own would: masks as lists, the library's numpy taken away or left. */
const script = `
import json, sys
import reaseg_predictions as library
if sys.argv[3] == "plain":
    library.numpy = None
masks = json.load(open(sys.argv[1]))
with library.PredictionWriter(sys.argv[2]) as out:
    for i, mask in enumerate(masks):
        out.write(mask=mask, sample=i + 1, image="photos/é %d.png" % i, query="what is “it”?", score=i / 10,
                  text="it", rows=[1, 2], columns=(3,), candidates=[(mask, 0.5), (masks[0], 1)],
                  prior=[[0.0, 1.0], [0.5, 0.25]], no_target=False)
    out.write(mask=None, image="empty.png")
    out.write(mask={"size": [7, 13], "counts": library.compress_counts([91]).encode()}, image="own.png")
`

describe.skipIf(!hasPython)('reaseg_predictions.py', () => {
  test.each(['plain', 'numpy'])('writes rows that are read back bit for bit (%s)', (mode) => {
    const folder = mkdtempSync(join(tmpdir(), 'rows-'))
    const random = createRandom(3)
    const masks = Array.from({ length: 12 }, (_, i) => {
      const share = [0, 1, 0.5, 0.02][i % 4]!
      const bits = Uint8Array.from({ length: 91 }, () => (random() < share ? 1 : 0))
      return { size, bits }
    })
    const rows = masks.map(({ bits }) =>
      Array.from({ length: 7 }, (_, y) => [...bits.subarray(y * 13, y * 13 + 13)]),
    )
    const [input, out] = [join(folder, 'in.json'), join(folder, 'out.jsonl')]
    writeFileSync(input, JSON.stringify(rows))
    const run = python(['-c', script, input, out, mode])
    expect(run.stderr).toBe('')
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n')
    expect(lines).toHaveLength(14)
    for (const [i, mask] of masks.entries()) {
      const row = JSON.parse(lines[i]!) as Record<string, unknown>
      expect(row).toMatchObject({ sample: i + 1, image: `photos/é ${i}.png`, no_target: false })
      expect(row['rle']).toEqual(rleFromMask(mask))
      const read = predictionOfRow(row, size)
      if (!read.ok) throw new Error(read.error.message)
      expect(maskFromRle(read.value.mask).bits).toEqual(mask.bits)
      expect(read.value).toMatchObject({ score: i / 10, text: 'it', saysAbsent: false })
      expect(read.value.candidates).toHaveLength(2)
      expect(read.value.boxes).toHaveLength(1)
      expect(Math.max(...read.value.prior!)).toBe(1)
    }
    expect(JSON.parse(lines[12]!)).toEqual({ rle: null, image: 'empty.png' })
    expect(JSON.parse(lines[13]!)).toEqual({
      rle: rleFromMask({ size, bits: new Uint8Array(91) }),
      image: 'own.png',
    })
  })

  test('puts no file in its place where the loop fails, and refuses what is no number', () => {
    const out = join(mkdtempSync(join(tmpdir(), 'rows-')), 'out.jsonl')
    const run = python([
      '-c',
      `
import sys
from reaseg_predictions import PredictionWriter
with PredictionWriter(sys.argv[1]) as out:
    out.write(mask=[[0, 1]], sample=1, score=float("nan"))
`,
      out,
    ])
    expect(run.status).toBe(1)
    expect(run.stderr).toContain('finite')
    expect(() => readFileSync(out)).toThrow(/ENOENT/)
  })
})
