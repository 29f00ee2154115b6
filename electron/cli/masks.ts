import type { Params } from '#rpc/contract'
import type { Client } from './client.ts'

type Ask = {
  readonly image: string
  readonly prompt: Params<'segment.file'>['prompt']
  readonly segmenter: string
}

/** The masks for one prompt, best first. */
export async function askForMasks(client: Client, ask: Ask) {
  const { image, prompt, segmenter } = ask
  const { model, masks } = await client.call('segment.file', { path: image, prompt, segmenter })
  return { model, masks }
}
