import { readRecent } from '#electron/files/recent-file'
import { countImages } from '#electron/store/images'
import { countSamples } from '#electron/store/sample-counts'
import { getSetting, putSetting } from '#electron/store/settings'
import type { Answer, ParsedParams } from '#rpc/contract'
import { currentSegmenter } from '#models/registry'
import { pipelineSettingsSchema, type PipelineSettings } from '#rpc/schemas/pipeline'
import type { OpenProject } from './open-project.ts'
import type { Studio } from './studio.ts'

export const projectHandlers = {
  async 'project.create'(studio: Studio, { path }: ParsedParams<'project.create'>) {
    const project = await studio.openProject(path, { create: true })
    await useChosenSegmenter(studio, project)
    return projectInfo(project)
  },
  async 'project.open'(studio: Studio, { path, readOnly }: ParsedParams<'project.open'>) {
    return projectInfo(await studio.openProject(path, { readOnly }))
  },
  async 'project.close'(studio: Studio) {
    await studio.closeProject()
    return { done: true as const }
  },
  async 'project.info'(studio: Studio) {
    const project = studio.projectOrNull()
    return project === null ? null : projectInfo(project)
  },
  async 'project.recent'(studio: Studio) {
    return readRecent(studio.home.recentFile)
  },
  async 'project.settings'(studio: Studio) {
    return pipelineSettings(studio.project())
  },
  async 'project.saveSettings'(studio: Studio, settings: PipelineSettings) {
    const project = studio.project()
    const before = await pipelineSettings(project)
    await putSetting(project.writer(), 'pipeline', settings)
    // The memory of those that are left is wanted for others.
    if (before.segmenter !== settings.segmenter)
      project.whileOpen(studio.segmenters.retire(before.segmenter))
    for (const id of textModelsOf(before))
      if (!textModelsOf(settings).includes(id)) project.whileOpen(studio.textModels.retire(id))
    studio.events.emit({ kind: 'project.changed' })
    return settings
  },
}

function textModelsOf({ text }: PipelineSettings): readonly string[] {
  const { priorModel, boxModel, maskModel } = text
  return [priorModel, boxModel, maskModel].filter((id) => id !== null)
}

/** A new project begins with the segmenter that the user likes best, where it is here. */
async function useChosenSegmenter(studio: Studio, project: OpenProject): Promise<void> {
  const segmenter = studio.settings.get().newProjectSegmenter
  const cards = await studio.segmenterCards()
  if (segmenter === null || !cards.some(({ id }) => id === segmenter)) return
  const settings = { ...(await pipelineSettings(project)), segmenter }
  await putSetting(project.writer(), 'pipeline', settings)
}

/** The project's own pipeline settings, defaults where it has none. */
export async function pipelineSettings(project: OpenProject): Promise<PipelineSettings> {
  const kept = pipelineSettingsSchema.parse((await getSetting(project.db, 'pipeline')) ?? {})
  return { ...kept, segmenter: currentSegmenter(kept.segmenter) }
}

export async function projectInfo(
  project: OpenProject,
): Promise<NonNullable<Answer<'project.info'>>> {
  const images = await countImages(project.db)
  const samples = await countSamples(project.db)
  return {
    path: project.path,
    name: project.name,
    schemaVersion: project.schemaVersion,
    isReadOnly: project.isReadOnly,
    images: images.all,
    missingImages: images.missing,
    samples: samples.all,
    accepted: samples.byStatus.accepted,
    byStatus: samples.byStatus,
    byCategory: samples.byCategory,
    integrity: project.integrity(),
  }
}
