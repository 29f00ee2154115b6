import { open, stat } from 'node:fs/promises'
import sharp from 'sharp'
import { importedPrior, mostWeights, type WeightMap } from '#core/prior/imported'
import { readNpy } from '#core/prior/npy'
import { AppFailure, failure, reasonOf, systemCode, unwrap } from '#models/failure'

/** A map of 4096 × 4096 doubles and its header. */
const mostBytes = mostWeights * 8 + 20_000

const pngHint = 'Save it as grey PNG of 8 or 16 bit, or with numpy.save.'

/**
 * A prior saved as .npy or as grey PNG of 8 or 16 bit, told apart by their first bytes: 32×32 row-major, greatest weight 1
 * (rules: core/prior/imported.ts). Of a PNG its alpha, colour profile and EXIF orientation do not count: the pixels lie on
 * the upright image as they are. Throws AppFailure `file_missing`, `file_unreadable` or `image_too_large`.
 */
export async function readPriorFile(path: string): Promise<number[]> {
  const bytes = await readBounded(path)
  return importedPrior(isPng(bytes) ? await readGrey(bytes, path) : unwrap(readNpy(bytes, path)))
}

async function readBounded(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path)
    // Asked first: opening a pipe would wait for its other end.
    if (!found.isFile()) throw unreadable(path, 'it is no file', 'Name a .npy or PNG file.')
    if (found.size > mostBytes) throw tooLarge(path, `${Math.ceil(found.size / 1e6)} MB`)
    const file = await open(path, 'r')
    try {
      const bytes = new Uint8Array(found.size)
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
      return bytes.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw failure('file_missing', `There is no file ${path}.`, 'Check the path.')
    if (systemCode(error) !== '') throw unreadable(path, reasonOf(error), 'Check its permissions.')
    throw error
  }
}

function isPng(bytes: Uint8Array): boolean {
  return [0x89, 0x50, 0x4e, 0x47].every((byte, i) => bytes[i] === byte)
}

/** The grey levels of a PNG, 0..255 or 0..65535; one in colour is taken where its colours are all grey. */
async function readGrey(bytes: Uint8Array, path: string): Promise<WeightMap> {
  try {
    const options = { failOn: 'error', limitInputPixels: false, ignoreIcc: true } as const
    const { width, height, depth } = await sharp(bytes, options).metadata()
    if (width * height > mostWeights) throw tooLarge(path, `${width} × ${height} pixels`)
    const isDeep = depth === 'ushort'
    const { data, info } = await sharp(bytes, options)
      .removeAlpha()
      .toColourspace(isDeep ? 'rgb16' : 'srgb')
      .raw({ depth: isDeep ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true })
    const levels = isDeep
      ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2)
      : new Uint8Array(data)
    const values = greyLevels(levels, info.channels)
    if (values === null) throw unreadable(path, 'it is in colour', pngHint)
    return { rows: info.height, columns: info.width, values }
  } catch (error) {
    if (error instanceof AppFailure) throw error
    throw unreadable(path, `it is cut off or damaged (${reasonOf(error)})`, 'Get a whole copy.')
  }
}

function greyLevels(levels: Uint8Array | Uint16Array, channels: number): Float64Array | null {
  const values = new Float64Array(levels.length / channels)
  for (let i = 0; i < values.length; i++) {
    const at = i * channels
    const level = levels[at] ?? 0
    for (let channel = 1; channel < channels; channel++)
      if (levels[at + channel] !== level) return null
    values[i] = level
  }
  return values
}

function unreadable(path: string, reason: string, hint: string) {
  return failure('file_unreadable', `The prior ${path} cannot be read: ${reason}.`, hint)
}

function tooLarge(path: string, size: string) {
  return failure(
    'image_too_large',
    `The prior ${path} has ${size}; at most 4096 × 4096 values are taken.`,
    'Scale it down: a prior has 32 × 32 cells.',
  )
}
