import { impostorIn, type Impostor } from '../files/impostor.ts'

const words: Readonly<Record<Impostor, string>> = {
  nothing: 'it is empty',
  page: 'it is a web page, not a model',
  pointer: 'it is a Git LFS pointer, not the model',
  archive: 'it is a zip archive: unpack it first',
}

/** What a file that the runtime could not read is instead; null where its beginning does not tell. */
export async function whatItIsInstead(path: string): Promise<string | null> {
  const impostor = await impostorIn(path)
  return impostor === null ? null : words[impostor]
}
