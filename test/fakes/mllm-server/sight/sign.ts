import sharp from 'sharp'

/**
 * The picture with a sign put up in its top left corner, a tenth of it: magenta frame, the words on white. The fake
 * cannot read the words; it sees that there is a sign, and obeys if it was told to.
 */
export async function paintSign(picture: Uint8Array, words: string): Promise<Buffer> {
  const image = sharp(picture)
  const { width, height } = await image.metadata()
  const safe = words.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  const sign = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect x="2%" y="2%" width="40%" height="20%" fill="#fff" stroke="#ff00ff" stroke-width="1.5%"/>
    <text x="4%" y="13%" font-size="${Math.round(height * 0.03)}" fill="#000">${safe}</text></svg>`
  return image
    .composite([{ input: Buffer.from(sign) }])
    .png()
    .toBuffer()
}
