import sharp from 'sharp'

/** A square PNG at another side, pixels; as it is where it has that side. */
export async function scaleSquare(png: Uint8Array, side: number): Promise<Uint8Array> {
  const { width } = await sharp(png).metadata()
  return width === side ? png : sharp(png).resize(side, side, { fit: 'fill' }).png().toBuffer()
}
