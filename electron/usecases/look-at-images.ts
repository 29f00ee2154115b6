import { hashPicture } from '#electron/files/grey-picture'
import { fullPath } from '#electron/files/image-paths'
import { inParallel } from '#electron/files/in-parallel'
import { keepHashes, listUnhashed, type FoundHash } from '#electron/store/splits'
import { reasonOf } from '#models/failure'
import type { LeftOut } from '#rpc/schemas/project'
import type { Studio } from './studio.ts'

/** Decoding runs on sharp's own threads; a few files at once keep them fed. */
const readers = 4
/** Kept together, so that a second start goes on where the first one ended. */
const page = 64

/** As the command line prints it. */
export type LookResult = {
  /** Images that were looked at. */
  readonly images: number
  readonly leftOut: readonly LeftOut[]
}

/** Looks at every image nobody looked at yet, to know which ones look alike. One that cannot be read is left out. */
export async function startLook(studio: Studio): Promise<{ job: number }> {
  const project = studio.project()
  const writer = project.writer()
  const title = 'Look for images that look alike'
  const job = await studio.jobs.start({ kind: 'look', title }, async (context) => {
    const images = await listUnhashed(project.db)
    const leftOut: LeftOut[] = []
    let done = 0
    context.progress({ total: images.length })
    for (let at = 0; at < images.length; at += page) {
      const found = await inParallel(images.slice(at, at + page), readers, async (image) => {
        context.signal.throwIfAborted()
        const { id, path, digest } = image
        try {
          return { id, digest, hash: await hashPicture(fullPath(project.path, path)) }
        } catch (error) {
          leftOut.push({ file: path, line: null, reason: reasonOf(error) })
          return null
        } finally {
          context.progress({ done: ++done, note: path })
        }
      })
      await keepHashes(
        writer,
        found.filter((one): one is FoundHash => one !== null),
      )
    }
    return { images: images.length - leftOut.length, leftOut } satisfies LookResult
  })
  return { job }
}
