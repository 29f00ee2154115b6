/** Channel names alone: the preload script imports these and not the schemas, to stay small. */
export type NativeChannel =
  | 'native:pick-folder'
  | 'native:pick-file'
  | 'native:pick-save'
  | 'native:reveal'
  | 'native:open-external'
  | 'native:set-title'
  | 'native:set-theme'
  | 'native:set-menu'
  | 'native:keep-key'
  | 'native:move-key'

/** Messages of the main process to the page. */
export const nativeEvents = { command: 'native:command', openPath: 'native:open-path' } as const
