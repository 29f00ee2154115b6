/** URL paths of the loopback server; pixels go by these, never through calls. */
export const callPath = '/api'
export const eventsPath = '/events'

/** WebP thumbnail, longest side 160 px. */
export function thumbnailPath(image: number): string {
  return `/images/${image}/thumbnail`
}

/** The whole image at most 2048 px a side, WebP: first paint and small images. */
export function previewPath(image: number): string {
  return `/images/${image}/preview`
}

export const tileSide = 512

/** Tile of 512 px at a pyramid level: level 0 is full size, each next halves it. */
export function tilePath(image: number, level: number, column: number, row: number): string {
  return `/images/${image}/tiles/${level}/${column}-${row}`
}

/** The picture a multimodal model is sent: `rows`, `columns`, `cells` or `bare`, PNG 1000×1000. */
export function gridPromptPath(
  image: number,
  picture: 'rows' | 'columns' | 'cells' | 'bare',
  settings: { readonly n: number; readonly shift: boolean },
): string {
  return `/images/${image}/grid/${picture}?n=${settings.n}&shift=${settings.shift ? 1 : 0}`
}

/** A picture that an MLLM was sent, made again; turn and index from 0. Header `x-reaseg-same`: whether it is the very one. */
export function sentPicturePath(call: number, turn: number, index: number): string {
  return `/calls/${call}/${turn}/${index}`
}

/** Upload of one dropped file in browser mode: PUT, the body is the file. */
export function uploadPath(name: string): string {
  return `/uploads/${encodeURIComponent(name)}`
}

export const modelUploadPath = '/model-uploads'

/** Where a browser puts a dropped file of a model; `group`: a UUID, one for the files of one drop. */
export function modelUploadUrl(group: string, name: string): string {
  return `${modelUploadPath}/${group}/${encodeURIComponent(name)}`
}
