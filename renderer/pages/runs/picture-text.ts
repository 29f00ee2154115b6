import type { SentPicture } from '#rpc/schemas/mllm'

const gridTitles = {
  rows: 'rows numbered',
  columns: 'columns numbered',
  cells: 'cells numbered',
  bare: 'the image',
} as const

/** What a picture shows, in a few words. */
export function pictureText(picture: SentPicture): string {
  switch (picture.kind) {
    case 'grid':
      return gridText(picture)
    case 'mask':
      return `mask ${picture.candidate}`
    case 'grid-mask':
      return `${gridText(picture)}, mask ${picture.candidate}`
    case 'boxes':
      return `boxes: ${picture.red.length} red, ${picture.blue.length} blue`
    case 'outlines':
      return `outlines of ${picture.candidates.join(', ')}`
  }
}

function gridText({ picture, n, shift }: Extract<SentPicture, { picture: unknown }>): string {
  if (picture === 'bare') return gridTitles.bare
  return `${gridTitles[picture]}, ${n}${shift ? ' shifted' : ''}`
}
