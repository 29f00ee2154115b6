import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail, ok, type Result } from '#core/result'
import { embeddedDialect } from './dialects/embedded/embedded-dialect.ts'
import { embeddedFiles } from './embedded/files.ts'
import { digestOfFile } from './files/digest.ts'
import type { SegmenterCard } from './ports.ts'
import { embeddedThresholds } from './thresholds.ts'

/** Where the files that come with the program lie when it runs from source. */
export const defaultWeightsDir = fileURLToPath(new URL('./weights', import.meta.url))

/** The embedded segmenter, whose files lie in `weightsDir`. Its thresholds: models/weights/README.md. */
export function embeddedSegmenter(weightsDir = defaultWeightsDir): SegmenterCard {
  const files = embeddedFiles.map(({ role, name, bytes, sha256 }) => {
    return { role, path: join(weightsDir, name), bytes, sha256 }
  })
  return {
    id: 'embedded-2',
    title: 'Embedded (trained on generated pictures)',
    dialect: embeddedDialect.id,
    digest: digestOfFiles(files),
    files,
    licence: 'MIT',
    capabilities: embeddedDialect.capabilities,
    thresholds: embeddedThresholds,
  }
}

/** Segmenters that no longer ship, and what took their place. */
const successors: Readonly<Record<string, string>> = { 'embedded-1': 'embedded-2' }

/** What a project that remembers `id` uses today. */
export function currentSegmenter(id: string): string {
  return Object.hasOwn(successors, id) ? (successors[id] as string) : id
}

/** Every segmenter there is: the embedded one first, then those the user brought. */
export function listSegmenters(
  extra: readonly SegmenterCard[] = [],
  weightsDir = defaultWeightsDir,
): readonly SegmenterCard[] {
  return [embeddedSegmenter(weightsDir), ...extra]
}

/** The digest of a model: SHA-256 over `role:sha256` lines of its files, sorted. */
export function digestOfFiles(
  files: readonly { readonly role: string; readonly sha256: string }[],
): string {
  const lines = files.map(({ role, sha256 }) => `${role}:${sha256}\n`).sort()
  return createHash('sha256').update(lines.join('')).digest('hex')
}

/** Compares every file with the card: there, of the right length, of the right digest. */
export async function verifySegmenter(card: SegmenterCard): Promise<Result<SegmenterCard>> {
  for (const { path, bytes, sha256 } of card.files) {
    const found = await stat(path).catch(() => null)
    if (found === null)
      return fail('model_missing', `The model file ${basename(path)} is not there.`, refetch(path))
    if (found.size !== bytes)
      return fail(
        'model_broken',
        `The model file ${basename(path)} has ${String(found.size)} bytes instead of ${String(bytes)}.`,
        refetch(path),
      )
    if ((await digestOfFile(path)) !== sha256)
      return fail(
        'model_broken',
        `The model file ${basename(path)} is not the one its card describes: the SHA-256 differs.`,
        refetch(path),
      )
  }
  return ok(card)
}

function refetch(path: string): string {
  return `Download or import the model again. (${path})`
}
