import type { UseCases } from './use-cases.ts'

export const settingsHandlers = {
  async 'app.info'(studio) {
    return {
      version: studio.version,
      platform: process.platform,
      mode: studio.mode,
      home: studio.home.path,
      docs: 'README.md',
      settings: studio.settings.get(),
      segmenters: (await studio.segmenterCards()).map((card) => ({
        ...card,
        files: [...card.files],
      })),
    }
  },
  'settings.save': (studio, patch) => studio.settings.save(patch),
  async 'errors.report'(studio, { message, stack }) {
    studio.log.write('error', 'the window met an error', { message, stack })
    return { done: true } as const
  },
  'jobs.list': async (studio) => (await studio.projectOrNull()?.jobs.list()) ?? [],
  async 'jobs.cancel'(studio, { job }) {
    await studio.jobs.cancel(job)
    return { done: true } as const
  },
} satisfies Partial<UseCases>
