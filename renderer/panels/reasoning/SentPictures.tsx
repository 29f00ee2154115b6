import { Modal } from '@mantine/core'
import { useState } from 'react'
import { gridPromptPath } from '#rpc/paths'
import type { ImageRow } from '#rpc/schemas/project'
import { useApp } from '../../state/app.ts'
import { Section } from '../../ui/Section.tsx'

const pictures = {
  split: ['rows', 'columns'],
  grid: ['cells'],
  none: ['bare'],
} as const

type Picture = (typeof pictures)[keyof typeof pictures][number]

const titles: Readonly<Record<Picture, string>> = {
  rows: 'Rows numbered',
  columns: 'Columns numbered',
  cells: 'Cells numbered',
  bare: 'The bare picture',
}

/** The very pictures a multimodal model would be sent. */
export function SentPictures({ image }: { readonly image: ImageRow }) {
  const grid = useApp((state) => state.pipeline?.grid)
  const [large, setLarge] = useState<Picture | null>(null)
  if (grid === undefined || image.isMissing) return null
  const path = (picture: Picture) => gridPromptPath(image.id, picture, grid)
  return (
    <Section title="What the model is sent">
      <div className="sent">
        {pictures[grid.style].map((picture) => (
          <button key={picture} type="button" onClick={() => setLarge(picture)}>
            <img
              src={path(picture)}
              alt={`${titles[picture]}, 1000 × 1000 pixels`}
              loading="lazy"
            />
            <span className="soft">{titles[picture]}</span>
          </button>
        ))}
      </div>
      <Modal
        opened={large !== null}
        onClose={() => setLarge(null)}
        size="auto"
        title={large === null ? '' : titles[large]}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {large === null ? null : (
          <img className="sent-large" src={path(large)} alt={titles[large]} />
        )}
      </Modal>
    </Section>
  )
}
