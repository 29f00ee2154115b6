import { listFolder } from '#electron/files/folder-listing'
import type { UseCases } from './use-cases.ts'

export const fileHandlers = {
  'files.list': (studio, { path, kind }) =>
    listFolder(path ?? studio.settings.get().lastFolder, kind).catch((error: unknown) => {
      if (path !== null) throw error
      return listFolder(null, kind)
    }),
} satisfies Partial<UseCases>
