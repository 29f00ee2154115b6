import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Tokenizer } from '@huggingface/tokenizers'
import { AppFailure } from '#models/failure'

export interface TextTokenizer {
  /** Ids with the start and end tokens, at most `most`: what is too long loses its end, never the end token. */
  idsOf(text: string, most: number): readonly number[]
}

/** A tokenizer from the `tokenizer.json` that belongs to a model. Throws AppFailure `model_missing` or `model_broken`. */
export async function openTokenizer(path: string): Promise<TextTokenizer> {
  const tokenizer = tokenizerFrom(path, await readJson(path))
  return {
    idsOf(text, most) {
      const { ids } = tokenizer.encode(text)
      const end = ids.at(-1)
      return ids.length <= most || end === undefined ? ids : [...ids.slice(0, most - 1), end]
    },
  }
}

function tokenizerFrom(path: string, json: object): Tokenizer {
  try {
    return new Tokenizer(json, {})
  } catch (error) {
    throw broken(path, error instanceof Error ? error.message : String(error))
  }
}

async function readJson(path: string): Promise<object> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null)
    throw new AppFailure({
      code: 'model_missing',
      message: `The tokenizer ${basename(path)} is not there.`,
      hint: `Download or import the model again. (${path})`,
    })
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw broken(path, 'it is no JSON object')
}

function broken(path: string, reason: string): AppFailure {
  return new AppFailure({
    code: 'model_broken',
    message: `The tokenizer ${basename(path)} cannot be used: ${reason}.`,
    hint: `Download or import the model again. (${path})`,
  })
}
