import { z } from 'zod'
import type { NativeChannel } from './native-channel-names.ts'

const start = z.string().max(32_767).nullable()
const title = z.string().max(200)
const kind = z.enum(['project', 'json', 'any'])

const menuItemSchema = z.object({
  menu: z.enum(['File', 'Edit', 'View', 'Sample', 'Mask', 'Help']),
  id: z.string().max(100),
  title,
  key: z.string().max(60).nullable(),
  isEnabled: z.boolean(),
})

/** Of the profile that a key is for. */
const keyName = z.string().min(1).max(60)

/** Calls of the preload script to the main process: payload schemas by channel. Nothing else is listened to. */
export const nativeChannels = {
  'native:pick-folder': z.object({ title, start }),
  'native:pick-file': z.object({ title, start, kind }),
  'native:pick-save': z.object({ title, start, name: z.string().max(255), kind }),
  'native:reveal': z.string().min(1).max(32_767),
  'native:open-external': z.string().max(4096),
  'native:set-title': title,
  'native:set-theme': z.enum(['system', 'dark', 'light']),
  'native:set-menu': z.array(menuItemSchema).max(300),
  'native:keep-key': z.object({ name: keyName, key: z.string().min(1).max(10_000).nullable() }),
  'native:move-key': z.object({ from: keyName, to: keyName }),
} as const satisfies Record<NativeChannel, z.ZodType>
