import { z } from 'zod'
import type { DroppedFile, NativeBridge } from '#rpc/native-bridge'
import { uploadPath } from '#rpc/paths'
import { askPath } from '../state/file-dialog.ts'
import { ClientError } from './client-error.ts'
import { reach } from './client.ts'

const uploaded = z.object({ path: z.string() })

/** What a browser tab can do of a shell's work; the rest answers that it could not. */
export const browserBridge: NativeBridge = {
  mode: 'browser',
  pickFolder: (options) => askPath({ ...options, purpose: 'folder', kind: 'folder', name: '' }),
  pickFile: (options) => askPath({ ...options, purpose: 'open', name: '' }),
  pickSave: (options) => askPath({ ...options, purpose: 'save' }),
  pathsOfDropped: async (files) => {
    const paths: string[] = []
    for (const file of files) paths.push(await upload(file))
    return paths
  },
  reveal: () => Promise.resolve(false),
  openExternal: (url) => Promise.resolve(window.open(url, '_blank', 'noopener') !== null),
  copyText: (text) => navigator.clipboard.writeText(text),
  setTitle: (title) => {
    document.title = title
  },
  setTheme: () => {},
  onCommand: () => () => {},
  onOpenPath: () => () => {},
  setMenu: () => {},
  keepKey: () => Promise.resolve(false),
  moveKey: () => Promise.resolve(),
}

async function upload(file: DroppedFile): Promise<string> {
  const body = await file.arrayBuffer()
  const response = await reach(uploadPath(file.name), { method: 'PUT', body })
  const reply: unknown = await response.json().catch(() => null)
  const value =
    typeof reply === 'object' && reply !== null && 'value' in reply ? reply.value : reply
  const parsed = uploaded.safeParse(value)
  if (response.ok && parsed.success) return parsed.data.path
  throw new ClientError({
    code: 'file_unreadable',
    message: `${file.name} could not be handed to the application (status ${response.status})`,
    hint: 'Import the folder it lies in instead.',
  })
}
