/** What was dropped. `top`: files and folders as they were dropped, a folder as a file without content. */
export type Dropped = {
  readonly top: readonly File[]
  /** All files, those inside the folders too. */
  readonly files: () => Promise<readonly File[]>
}

/** Reads a drop; its items are only there while the event is handled, so call it at once. */
export function readDrop(transfer: DataTransfer): Dropped {
  const parts = [...transfer.items].flatMap(
    (item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? [],
  )
  return {
    top: [...transfer.files],
    files: async () => (await Promise.all(parts.map(filesBelow))).flat(),
  }
}

async function filesBelow(entry: FileSystemEntry | File): Promise<readonly File[]> {
  if (entry instanceof File) return [entry]
  if (isFile(entry))
    return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))]
  if (!isFolder(entry)) return []
  const reader = entry.createReader()
  const found: FileSystemEntry[] = []
  // A reader answers in portions; an empty one is the end.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (portion.length === 0) break
    found.push(...portion)
  }
  return (await Promise.all(found.map(filesBelow))).flat()
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
