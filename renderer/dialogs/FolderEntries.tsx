import { IconFile, IconFolder } from '@tabler/icons-react'
import type { Answer } from '#rpc/contract'

type Props = {
  readonly listing: Answer<'files.list'>
  readonly areFilesShown: boolean
  readonly chosen: string
  readonly onFolder: (name: string) => void
  /** `isFinal`: a double click. */
  readonly onFile: (name: string, isFinal: boolean) => void
}

export function FolderEntries({ listing, areFilesShown, chosen, onFolder, onFile }: Props) {
  const files = areFilesShown ? listing.files : []
  return (
    <div className="folder scroll" role="group" aria-label={`Content of ${listing.path}`}>
      {listing.folders.map((name) => (
        <button key={`d ${name}`} type="button" className="entry" onClick={() => onFolder(name)}>
          <IconFolder size={15} aria-hidden />
          <span className="ellipsis">{name}</span>
        </button>
      ))}
      {files.map((name) => (
        <button
          key={`f ${name}`}
          type="button"
          className="entry"
          aria-pressed={name === chosen}
          onClick={() => onFile(name, false)}
          onDoubleClick={() => onFile(name, true)}
        >
          <IconFile size={15} aria-hidden />
          <span className="ellipsis">{name}</span>
        </button>
      ))}
      {listing.folders.length + files.length === 0 ? (
        <p className="soft entry">Nothing to choose here.</p>
      ) : null}
    </div>
  )
}
