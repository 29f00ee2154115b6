import sharp, { type Sharp } from 'sharp'
import { hugePng } from '../usecases/pictures-fixture.ts'

/** Of the upright picture: a red disc on green, off the middle so that no turn gives the same picture. */
export const scene = { width: 300, height: 200, disc: { x: 60, y: 50, r: 30 } }

const drawing = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200">` +
    `<rect width="300" height="200" fill="#108010"/><circle cx="60" cy="50" r="30" fill="#d01010"/></svg>`,
)

function upright(): Sharp {
  return sharp(drawing).removeAlpha()
}

/** How the pixels lie in a file whose orientation tag turns them upright again (EXIF 2.32, tag 0x0112). */
const stored: Readonly<Record<number, (picture: Sharp) => Sharp>> = {
  1: (picture) => picture,
  2: (picture) => picture.flop(),
  3: (picture) => picture.rotate(180),
  4: (picture) => picture.flip(),
  5: (picture) => picture.flop(),
  6: (picture) => picture,
  7: (picture) => picture.flip(),
  8: (picture) => picture,
}
/** Degrees clockwise before the above; sharp turns and mirrors in an order of its own, so in two passes. */
const turned: Readonly<Record<number, number>> = { 5: 90, 6: 270, 7: 90, 8: 90 }

export async function rotatedJpeg(orientation: number): Promise<Buffer> {
  const quarter = await upright()
    .rotate(turned[orientation] ?? 0)
    .png()
    .toBuffer()
  const picture = stored[orientation]!(sharp(quarter))
  const lying = await picture.png().toBuffer()
  return sharp(lying).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer()
}

/** A whole JPEG whose header is changed to claim 60,000 × 60,000. */
async function hugeJpeg(): Promise<Buffer> {
  const jpeg = await upright().jpeg().toBuffer()
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
  jpeg.writeUInt16BE(60_000, frame + 5)
  jpeg.writeUInt16BE(60_000, frame + 7)
  return jpeg
}

async function cut(whole: Promise<Buffer>, share: number): Promise<Buffer> {
  const bytes = await whole
  return bytes.subarray(0, Math.floor(bytes.length * share))
}

const bytesOf = (text: string) => () => Promise.resolve(Buffer.from(text))

type BadPicture = {
  readonly name: string
  readonly make: () => Promise<Buffer>
  readonly reason: RegExp
}

/** Files with an image's name that are none, or none that can be taken, and what is said of each. */
export const badPictures: readonly BadPicture[] = [
  { name: 'text.png', make: bytesOf('hello'), reason: /no PNG, JPEG, WebP/ },
  { name: 'page.jpg', make: bytesOf('<!doctype html>'), reason: /no PNG, JPEG, WebP/ },
  { name: 'drawing.png', make: () => Promise.resolve(drawing), reason: /no PNG, JPEG, WebP/ },
  { name: 'empty.jpg', make: bytesOf(''), reason: /it is empty/ },
  {
    name: 'half.jpg',
    make: () => cut(upright().jpeg().toBuffer(), 0.5),
    reason: /cut off or damaged/,
  },
  {
    name: 'end.jpg',
    make: () => cut(upright().jpeg().toBuffer(), 0.98),
    reason: /cut off or damaged/,
  },
  {
    name: 'start.jpg',
    make: () => cut(upright().jpeg().toBuffer(), 0.01),
    reason: /cut off or damaged/,
  },
  {
    name: 'half.png',
    make: () => cut(upright().png().toBuffer(), 0.5),
    reason: /cut off or damaged/,
  },
  {
    name: 'half.webp',
    make: () => cut(upright().webp().toBuffer(), 0.5),
    reason: /cut off or damaged/,
  },
  { name: 'lying.png', make: async () => hugePng(3000, 2000), reason: /cut off or damaged/ },
  {
    name: 'huge.png',
    make: async () => hugePng(60_000, 60_000),
    reason: /60000×60000.*megapixels/,
  },
  { name: 'huge.jpg', make: hugeJpeg, reason: /60000×60000.*megapixels/ },
]

const frames = Buffer.concat([Buffer.alloc(1200, 10), Buffer.alloc(1200, 240)])
const animation = () =>
  sharp(frames, { raw: { width: 20, height: 40, channels: 3, pageHeight: 20 } })

type OddPicture = {
  readonly name: string
  readonly make: () => Promise<Buffer>
  readonly size: { readonly width: number; readonly height: number }
}

/** Unusual, and right. */
export const oddPictures: readonly OddPicture[] = [
  {
    name: 'cmyk.jpg',
    make: () => upright().withIccProfile('cmyk').toColourspace('cmyk').jpeg().toBuffer(),
    size: scene,
  },
  {
    name: '16-bit.png',
    make: () => upright().toColourspace('rgb16').png().toBuffer(),
    size: scene,
  },
  {
    name: '16-bit-grey.png',
    make: () => upright().toColourspace('grey16').png().toBuffer(),
    size: scene,
  },
  {
    name: 'animated.gif',
    make: () =>
      animation()
        .gif({ delay: [100, 100] })
        .toBuffer(),
    size: { width: 20, height: 20 },
  },
  {
    name: 'animated.webp',
    make: () =>
      animation()
        .webp({ delay: [100, 100], lossless: true })
        .toBuffer(),
    size: { width: 20, height: 20 },
  },
  {
    name: 'see-through.png',
    make: () => sharp(drawing).ensureAlpha(0.5).png().toBuffer(),
    size: scene,
  },
]

/** A picture of a colour of its own: no two seeds give the same bytes. */
export function plainPicture(seed: number): Promise<Buffer> {
  const background = { r: seed & 255, g: (seed >> 8) & 255, b: 7 }
  return sharp({ create: { width: 20, height: 10, channels: 3, background } })
    .png()
    .toBuffer()
}
