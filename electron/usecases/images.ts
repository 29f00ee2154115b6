import { basename } from 'node:path'
import { listImages } from '#electron/store/images'
import { relinkImages } from './find-images.ts'
import { importImages } from './import-images.ts'
import { tellOfSamples } from './samples.ts'
import type { UseCases } from './use-cases.ts'

export const imageHandlers = {
  async 'images.import'(studio, params) {
    const project = studio.project()
    project.writer()
    const from = params.folder === null ? `${params.files.length} files` : basename(params.folder)
    const job = await project.jobs.start(
      { kind: 'import-images', title: `Import images from ${from}` },
      async (context) => {
        const result = await importImages(project, params, context)
        studio.events.emit({ kind: 'project.changed' })
        tellOfSamples(studio, null)
        return result
      },
    )
    return { job }
  },
  'images.list': (studio, page) => listImages(studio.project().db, page),
  async 'images.relink'(studio, { folder }) {
    const result = await relinkImages(studio.project(), folder)
    studio.events.emit({ kind: 'project.changed' })
    tellOfSamples(studio, null)
    return result
  },
} satisfies Partial<UseCases>
