import type { Rle } from '#core/mask/mask'
import { paintBinaryMask, paintOutlines } from '#electron/files/judge-painter'
import { getCall } from '#electron/store/calls'
import { findImage } from '#electron/store/images'
import { getRun } from '#electron/store/runs'
import { failure } from '#models/failure'
import type { MllmCall, SentPicture } from '#rpc/schemas/mllm'
import type { Run } from '#rpc/schemas/pipeline'
import { sha256Of } from './asker.ts'
import { bareImage, boxesImage, gridImages, noGrid } from './sent-pictures.ts'
import type { Studio } from './studio.ts'

/** Which picture of which turn of a call, both from 0. */
export type SentPictureName = {
  readonly call: number
  readonly turn: number
  readonly index: number
}

export type SentAgain = { readonly body: Uint8Array; readonly isSame: boolean }

/**
 * A picture that was sent to an MLLM, made again from its recipe. `isSame`: its bytes are those that were sent; they are
 * not where the photograph or the program has changed since. Throws AppFailure `not_found`, `image_missing`,
 * `image_unreadable`.
 */
export async function openSentPicture(studio: Studio, name: SentPictureName): Promise<SentAgain> {
  const { db } = studio.project()
  const call = await getCall(db, name.call)
  const about = call.request.turns[name.turn]?.pictures[name.index]
  if (about === undefined)
    throw failure('not_found', `Call ${name.call} has no such picture.`, 'Open its run again.')
  const run = call.run === null ? null : await getRun(db, call.run)
  const body = await paint(studio, about, { call, run })
  return { body, isSame: sha256Of(body) === about.sha256 }
}

type From = { readonly call: MllmCall; readonly run: Run | null }

async function paint(studio: Studio, about: SentPicture, from: From): Promise<Uint8Array> {
  const { side } = about
  switch (about.kind) {
    case 'grid':
      return gridPicture(studio, about)
    case 'mask':
      return paintBinaryMask(maskOf(about.candidate, from), side)
    case 'boxes': {
      const image = await findImage(studio.project().db, about.image)
      if (image === null) throw failure('not_found', `There is no image ${about.image}.`)
      return (await boxesImage(studio, image, about)).image.bytes
    }
    case 'outlines': {
      const bare = await bareImage(studio, about.image, noGrid, side)
      const masks = about.candidates.map((id) => maskOf(id, from))
      return paintOutlines(bare.image.bytes, masks)
    }
    case 'grid-mask': {
      const grid = await gridPicture(studio, about)
      return paintOutlines(grid, [maskOf(about.candidate, from)], { isNumbered: false })
    }
  }
}

async function gridPicture(
  studio: Studio,
  about: Extract<SentPicture, { kind: 'grid' | 'grid-mask' }>,
): Promise<Uint8Array> {
  const { image, picture, n, shift, side } = about
  if (picture === 'bare') return (await bareImage(studio, image, noGrid, side)).image.bytes
  const style = picture === 'cells' ? ('grid' as const) : ('split' as const)
  const sent = await gridImages(studio, image, { n, shift, style }, side)
  const found = sent.find((one) => one.about.kind === 'grid' && one.about.picture === picture)
  if (found === undefined) throw new Error(`a grid of style ${style} has no ${picture}`)
  return found.image.bytes
}

/** As it was shown: before a correction took its place. */
function maskOf(id: string, { run, call }: From): Rle {
  const refined = run?.record.refinement
  if (refined?.candidate === id && refined.original !== undefined) return refined.original
  const candidate = run?.candidates.find((one) => one.id === id)
  if (candidate !== undefined) return candidate.rle
  throw failure(
    'not_found',
    `The masks of call ${call.id} were not kept: its run did not end well.`,
    'Run it again.',
  )
}
