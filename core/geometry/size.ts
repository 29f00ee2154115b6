/** Width then height, in whole pixels of the upright (EXIF-rotated) image. */
export type Size = { readonly width: number; readonly height: number }

export function areaOf(size: Size): number {
  return size.width * size.height
}

export function isSameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height
}
