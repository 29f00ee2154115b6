import { findEntry } from '#models/manifest/manifest'
import { paddedOnnx } from '../fixtures/padded-onnx.ts'
import { startDownloadServer, type DownloadServer } from './download-server.ts'

/**
 * A mirror that has SlimSAM, whose lengths the manifest states and whose digests it does not: tiny graphs of the same
 * dialect, grown to those lengths, under the paths of the real host. `…/ranged` is well-behaved.
 */
export async function startModelMirror(): Promise<DownloadServer> {
  const server = await startDownloadServer(Buffer.alloc(0))
  for (const { url, bytes, role } of findEntry('slimsam-77')!.files)
    server.put(new URL(url).pathname.slice(1), paddedOnnx(`c1.${role}`, bytes!))
  return server
}
