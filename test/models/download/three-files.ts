import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { downloadModel, type DownloadOptions } from '#models/download/download-model'
import type { ManifestEntry } from '#models/manifest/entry'
import { sha256Of, startDownloadServer, type DownloadServer } from '../../fakes/download-server.ts'
import { modelBytes, testEntry, testFile } from './entries.ts'
import { writeZip } from './zip-writer.ts'

export const encoder = modelBytes(150_000, 3)
export const weights = modelBytes(90_000, 5)
export const decoder = modelBytes(40_000, 7)
export const zip = writeZip([
  { name: 'm/z.encoder.onnx', data: encoder },
  { name: 'm/z.decoder.onnx', data: decoder },
])

const quick: DownloadOptions = { proxy: null, pauseMs: 1, tries: 3, stallMs: 1000 }

/** For each test a server with the model and a folder `home` for models; after it both are gone. */
export function modelPlace() {
  let home = ''
  let server: DownloadServer
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'reaseg-models-'))
    server = await startModelServer()
  })
  afterEach(async () => {
    await server.close()
    await rm(home, { recursive: true })
  })
  return {
    get home() {
      return home
    },
    get server() {
      return server
    },
    /** Downloads in a hurry. */
    get: (entry: ManifestEntry, options: DownloadOptions = {}) =>
      downloadModel(entry, home, { ...quick, ...options }),
    /** Names in the model's folder. */
    filesOf: (id = 'test-model') => readdir(join(home, id)),
  }
}

/** A host with one model, loose and in an archive. */
async function startModelServer(): Promise<DownloadServer> {
  const server = await startDownloadServer(encoder)
  server.put('e.onnx', encoder)
  server.put('e.onnx_data', weights)
  server.put('d.onnx', decoder)
  server.put('z.zip', zip)
  return server
}

/** The model in loose files; `behaviour`: of the server. */
export function threeFiles(
  { origin }: DownloadServer,
  behaviour = 'ranged',
  isPinned = true,
): ManifestEntry {
  const base = `${origin}/${behaviour}`
  return testEntry({
    files: [
      testFile(base, 'e.onnx', isPinned ? encoder : null),
      testFile(base, 'e.onnx_data', isPinned ? weights : null, 'data'),
      testFile(base, 'd.onnx', isPinned ? decoder : null, 'decoder'),
    ],
  })
}

/** The model in an archive. */
export function zipped(
  { origin }: DownloadServer,
  behaviour = 'ranged',
  sha256: string | null = sha256Of(zip),
): ManifestEntry {
  const unknown = { bytes: null, sha256: null }
  return testEntry({
    archives: [
      {
        name: 'z.zip',
        url: `${origin}/${behaviour}/z.zip`,
        bytes: zip.length,
        sha256,
        members: [
          { role: 'encoder', match: '*encoder.onnx', ...unknown },
          { role: 'decoder', match: '*decoder.onnx', bytes: 40_000, sha256: sha256Of(decoder) },
        ],
      },
    ],
  })
}

/** The second file comes to a halt half-way. */
export function stallsAtSecond(server: DownloadServer): ManifestEntry {
  const entry = threeFiles(server)
  const [first, second, third] = entry.files
  return {
    ...entry,
    files: [first!, { ...second!, url: `${server.origin}/stall/e.onnx_data` }, third!],
  }
}
