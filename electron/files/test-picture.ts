import sharp from 'sharp'

/** What an MLLM is shown to see whether it sees: a red disc on a light ground, 400 × 300. */
export function paintTestPicture(): Promise<Buffer> {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">' +
    '<rect width="400" height="300" fill="#f2f2ee"/><circle cx="200" cy="150" r="90" fill="#d81e05"/></svg>'
  return sharp(Buffer.from(svg)).png().toBuffer()
}
