import { writeFileSync } from 'node:fs'
import sharp from 'sharp'

/** A small picture of its own colour: no two seeds give the same bytes. */
export async function writePicture(
  path: string,
  seed: number,
  size: { width: number; height: number } = { width: 40, height: 30 },
): Promise<void> {
  const colour = { r: seed & 255, g: (seed >> 8) & 255, b: 90 }
  const picture = sharp({ create: { ...size, channels: 3, background: colour } })
  writeFileSync(path, await (/\.jpe?g$/i.test(path) ? picture.jpeg() : picture.png()).toBuffer())
}

/** A PNG whose header claims this size, over no data at all. */
export function hugePng(width: number, height: number): Buffer {
  const header = Buffer.alloc(25)
  header.writeUInt32BE(13, 0)
  header.write('IHDR', 4)
  header.writeUInt32BE(width, 8)
  header.writeUInt32BE(height, 12)
  header.set([8, 2, 0, 0, 0], 16)
  header.writeUInt32BE(crc32(header.subarray(4, 21)), 21)
  const end = Buffer.from('0000000049454e44ae426082', 'hex')
  const data = Buffer.from('0000000049444154', 'hex')
  const dataSum = Buffer.alloc(4)
  dataSum.writeUInt32BE(crc32(data.subarray(4)), 0)
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), header, data, dataSum, end])
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
