import { AppFailure } from '#models/failure'
import type { ManifestEntry, ManifestFile } from '#models/manifest/entry'
import { apache2 } from '#models/manifest/entry'
import { sha256Of } from '../../fakes/download-server.ts'

/** The error that work ended with; anything but an AppFailure is thrown on. */
export function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'went well',
    (error: unknown) => (error instanceof AppFailure ? error.error : Promise.reject(error)),
  )
}

/** Bytes that no two seeds share, beginning like an ONNX file. */
export function modelBytes(bytes: number, seed: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: bytes }, (_, i) => 8 + ((i * i * seed) >> 3)))
}

/** A model of the test server. */
export function testEntry(about: Partial<ManifestEntry>): ManifestEntry {
  return {
    id: 'test-model',
    title: 'Test model',
    goodFor: 'Tests.',
    dialect: 'hf-sam2',
    kind: 'segmenter',
    page: 'https://models.example/test-model',
    files: [],
    archives: [],
    licence: apache2,
    thresholds: null,
    isDefault: false,
    ...about,
  }
}

/** A file at `base/name`, pinned to the bytes, or to nothing. */
export function testFile(
  base: string,
  name: string,
  bytes: Buffer | null,
  role: ManifestFile['role'] = 'encoder',
): ManifestFile {
  return {
    role,
    name,
    url: `${base}/${name}`,
    bytes: bytes?.length ?? null,
    sha256: bytes === null ? null : sha256Of(bytes),
  }
}
