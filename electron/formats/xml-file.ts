import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { SaxesParser } from 'saxes'
import { AppFailure, failure, reasonOf, systemCode } from '#models/failure'

export type XmlElement = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** From 1. */
  readonly line: number
}

export type XmlHandlers = {
  readonly open: (element: XmlElement) => void
  readonly close: (name: string) => void
  readonly text: (text: string) => void
}

/** Elements inside of one another. */
const deepest = 32

/**
 * An XML file of any size through `handlers`, a piece at a time; gives the bytes read after each. Throws AppFailure
 * `file_missing`, `file_unreadable`, or `bad_input` for what is no XML in UTF-8 or brings definitions of its own (DTD).
 */
export async function* readXml(
  path: string,
  handlers: XmlHandlers,
  signal: AbortSignal,
): AsyncGenerator<{ readonly bytes: number; readonly total: number }> {
  const total = await sizeOf(path)
  const parser = parserFor(path, handlers)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 17 })) {
      signal.throwIfAborted()
      bytes += (piece as Buffer).length
      parser.write(decoder.decode(piece as Buffer, { stream: true }))
      yield { bytes, total }
    }
    parser.write(decoder.decode()).close()
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof AppFailure ? error : unusable(path, error)
  }
}

function parserFor(path: string, handlers: XmlHandlers): SaxesParser {
  const parser = new SaxesParser()
  let depth = 0
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => {
    const message = `${path} brings XML definitions of its own (DOCTYPE), which are not read.`
    throw failure('bad_input', message, 'Save it without them.')
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (++depth > deepest)
      throw failure('bad_input', `${path} nests more than ${deepest} elements.`, '')
    handlers.open({ name, attributes, line: parser.line })
  })
  parser.on('closetag', ({ name }) => {
    depth--
    handlers.close(name)
  })
  parser.on('text', handlers.text)
  parser.on('cdata', handlers.text)
  return parser
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT')
      throw failure('file_missing', `There is no file ${path}.`, 'Check the path.')
    throw failure('file_unreadable', `${path} cannot be read: ${reasonOf(error)}.`, '')
  })
  if (found.isFile()) return found.size
  throw failure('file_unreadable', `${path} is no file.`, 'Name the XML file.')
}

function unusable(path: string, error: unknown): AppFailure {
  const why =
    systemCode(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'no UTF-8' : reasonOf(error)
  return failure('bad_input', `${path} is no usable XML: ${why}.`, 'Get a whole copy.')
}
