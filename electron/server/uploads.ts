import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { pipeline } from 'node:stream/promises'
import { randomBytes } from 'node:crypto'
import type { Result } from '#core/result'
import { fail, ok } from '#core/result'
import { writeFailure } from '#electron/files/failures'
import { AppFailure } from '#models/failure'

/** One dropped file may have this many bytes. */
export const uploadLimit = 1_073_741_824

const imageEndings = ['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff', '.bmp', '.gif', '.avif']
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** Where the images dropped onto a project in a browser are kept: `<project without ending>.images`. */
export function uploadFolder(project: string): string {
  return `${project.replace(/\.reaseg$/i, '')}.images`
}

/** What may be dropped: images onto a project, files of models onto the Models view. */
export type UploadKind = {
  readonly what: string
  readonly endings: readonly string[]
  /** Bytes of one file. */
  readonly limit: number
}

export const imageUpload: UploadKind = {
  what: 'an image file',
  endings: imageEndings,
  limit: uploadLimit,
}

export const modelUpload: UploadKind = {
  what: 'a file of a model',
  endings: ['.onnx', '.onnx_data', '.data', '.bin', '.json', '.zip'],
  limit: 8 * uploadLimit,
}

/** A file name that is safe on every system, or why there is none. */
export function safeUploadName(name: string, kind = imageUpload): Result<string> {
  const plain = basename(name.replaceAll('\\', '/')).normalize('NFC')
  const ending = extname(plain).toLowerCase()
  if (!kind.endings.includes(ending)) {
    return fail('bad_input', `${name}: not ${kind.what}`, `Take one of ${kind.endings.join(' ')}.`)
  }
  const stem = plain
    .slice(0, -ending.length)
    // Control characters and what Windows forbids in names.
    .replaceAll(/[\p{Cc}<>:"/|?*]/gu, '_')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '')
    .slice(0, 120)
  const isUsable = stem !== '' && !reserved.test(stem)
  return ok(`${isUsable ? stem : `image-${stem}`}${ending}`)
}

/**
 * Streams a dropped file into `folder`: a name that is taken gets a number, a broken or
 * oversized transfer leaves nothing. Answers the absolute path.
 */
export async function storeUpload(
  folder: string,
  name: string,
  body: ReadableStream<Uint8Array>,
  kind = imageUpload,
): Promise<Result<string>> {
  const safe = safeUploadName(name, kind)
  if (!safe.ok) return safe
  const temporary = join(folder, `.upload-${randomBytes(8).toString('hex')}`)
  try {
    await mkdir(folder, { recursive: true })
    await pipeline(
      Readable.fromWeb(body as NodeStream),
      limitBytes(kind.limit, name),
      createWriteStream(temporary, { flags: 'wx', flush: true }),
    )
    return ok(await takeFreeName(folder, safe.value, temporary))
  } catch (error) {
    await rm(temporary, { force: true })
    const told = writeFailure(join(folder, safe.value), error)
    if (told instanceof AppFailure) return { ok: false, error: told.error }
    return fail('file_unreadable', `${name}: the upload did not arrive whole`, 'Drop it again.')
  }
}

function limitBytes(limit: number, name: string): Transform {
  let seen = 0
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      seen += chunk.byteLength
      if (seen <= limit) return done(null, chunk)
      const refusal = fail(
        'image_too_large',
        `${name}: larger than ${limit} bytes`,
        'Import it from disk.',
      )
      done(new AppFailure(refusal.error))
    },
  })
}

/** Claims `name`, `name-2`, `name-3`, … by creating it exclusively, then moves the whole file there. */
async function takeFreeName(folder: string, name: string, temporary: string): Promise<string> {
  const ending = extname(name)
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? name : `${name.slice(0, -ending.length)}-${number}${ending}`
    const target = join(folder, numbered)
    const claim = await open(target, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return null
      throw error
    })
    if (claim === null) continue
    await claim.close()
    await rename(temporary, target)
    return target
  }
}
