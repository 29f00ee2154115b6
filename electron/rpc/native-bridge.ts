/**
 * What only a shell can do. Electron's preload and the browser's twin both implement it;
 * nothing else of the window may know which of the two it runs in.
 */
export interface NativeBridge {
  readonly mode: 'desktop' | 'browser'
  /** Absolute path, or null when dismissed. The browser twin asks with the application's own folder dialog. */
  pickFolder(options: { title: string; start: string | null }): Promise<string | null>
  pickFile(options: {
    title: string
    start: string | null
    kind: 'project' | 'json' | 'any'
  }): Promise<string | null>
  pickSave(options: {
    title: string
    start: string | null
    name: string
    kind: 'project' | 'json' | 'any'
  }): Promise<string | null>
  /** Paths of dropped files; where a shell cannot know them (browser) they are uploaded first. */
  pathsOfDropped(files: readonly DroppedFile[]): Promise<readonly string[]>
  reveal(path: string): Promise<boolean>
  openExternal(url: string): Promise<boolean>
  copyText(text: string): Promise<void>
  setTitle(title: string): void
  setTheme(theme: 'system' | 'dark' | 'light'): void
  /** Commands of the native menu, by id; returns how to stop listening. */
  onCommand(listener: (command: string) => void): () => void
  /** Paths the system asks to open (double click, second start). */
  onOpenPath(listener: (path: string) => void): () => void
  setMenu(items: readonly MenuItem[]): void
  /**
   * Keeps the key of an MLLM profile encrypted by the system, and hands it to the backend now and at every start; null
   * forgets it. False where there is no such store: then `mllm.setKey` keeps it until the backend ends.
   */
  keepKey(name: string, key: string | null): Promise<boolean>
  /** The profile has another name: the key that is kept so goes along. The backend moves its own when it is told. */
  moveKey(from: string, to: string): Promise<void>
}

/** The part of the page's `File` that is needed here. */
export type DroppedFile = {
  readonly name: string
  readonly size: number
  arrayBuffer(): Promise<ArrayBuffer>
}

/** One entry of the native menu, made from the command registry. */
export type MenuItem = {
  readonly menu: 'File' | 'Edit' | 'View' | 'Sample' | 'Mask' | 'Help'
  readonly id: string
  readonly title: string
  readonly key: string | null
  readonly isEnabled: boolean
}
