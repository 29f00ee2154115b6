const endings = ['.jpg', '.jpeg', '.png', '.webp', '.bmp', '.tif', '.tiff', '.JPG', '.JPEG', '.PNG']

/** What the picture of a file with this stem may be called. */
export function pictureNames(stem: string): string[] {
  return endings.map((ending) => stem + ending)
}
