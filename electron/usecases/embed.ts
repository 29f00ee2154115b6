import { toldOf } from '#electron/files/failures'
import { listImages } from '#electron/store/images'
import { AppFailure } from '#models/failure'
import type { LeftOut } from '#rpc/schemas/project'
import type { UseCases } from './use-cases.ts'
import { imageSourceOf } from './image-source.ts'
import { pipelineSettings } from './projects.ts'
import type { Studio } from './studio.ts'

const page = 500

/** Puts the embedding of every image of the project into the cache; those already there cost next to nothing. */
async function embedAll(studio: Studio): Promise<{ job: number }> {
  const project = studio.project()
  const settings = await pipelineSettings(project)
  const job = await studio.jobs.start(
    { kind: 'embed', title: 'Embed all images' },
    async ({ signal, progress }) => {
      const segmenter = await studio.segmenter(settings.segmenter)
      const leftOut: LeftOut[] = []
      let done = 0
      for (;;) {
        const { total, rows } = await listImages(project.db, {
          search: '',
          offset: done,
          limit: page,
        })
        progress({ total })
        if (rows.length === 0) return { images: done - leftOut.length, leftOut }
        for (const row of rows) {
          signal.throwIfAborted()
          try {
            const image = await imageSourceOf(project, row)
            await segmenter.encode(image, null, { priority: 'prefetch', signal })
          } catch (error) {
            if (!(error instanceof AppFailure) || error.error.code === 'cancelled') throw error
            leftOut.push({ file: row.path, line: null, reason: toldOf(error.error) })
          }
          progress({ done: ++done, note: row.name })
        }
      }
    },
  )
  return { job }
}

export const modelHandlers = {
  'models.list': async (studio) =>
    [...(await studio.segmenterCards())].map((card) => ({ ...card, files: [...card.files] })),
  'models.embedAll': embedAll,
} satisfies Partial<UseCases>
