import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const folder = fileURLToPath(new URL('../../../resources/icons/', import.meta.url))

/** The icon files and their sides in pixels; electron-builder makes those of Windows and macOS from the largest. */
export const icons = [
  ['icon.png', 1024],
  ['icon-512.png', 512],
] as const

export function iconFile(name: string): string {
  return join(folder, name)
}

/** `icon.svg` as a PNG of this side. */
export async function drawIcon(side: number): Promise<Buffer> {
  const density = (72 * side) / 1024
  return sharp(await readFile(iconFile('icon.svg')), { density: Math.max(density, 1) })
    .resize(side, side)
    .png({ compressionLevel: 9, palette: true })
    .toBuffer()
}

/** Draws them anew: `npx node test/electron/packaging/draw-icons.ts`. */
if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [name, side] of icons) await writeFile(iconFile(name), await drawIcon(side))
