import { createHash, type Hash } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, readFile, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hashFile } from '../files/digest.ts'
import { diskFailure } from './failures.ts'
import { partPathOf, placeFile, writeWhole } from './place-file.ts'
import { isSha256, type Expected } from './verify.ts'

/** What the host said of the whole file. */
export type HostFacts = {
  readonly etag: string | null
  readonly lastModified: string | null
  /** Length of the whole file; null where the host does not say. */
  readonly total: number | null
  /** SHA-256 from a header of the host. */
  readonly sha256: string | null
}

/** `<name>.part.json`: with it another process can go on. */
type PartRecord = HostFacts & { readonly url: string; readonly expected: Expected }

export type PartRequest = Expected & { readonly url: string; readonly path: string }

/** A file on its way: what has come lies in `<name>.part`, its digest grows with it. */
export class PartFile {
  readonly #request: PartRequest
  readonly #file: FileHandle
  #record: PartRecord | null
  #hash: Hash
  #length: number
  #isMended: boolean

  private constructor(request: PartRequest, file: FileHandle, start: Start) {
    this.#request = request
    this.#file = file
    this.#record = start.record
    this.#hash = start.hash
    this.#length = start.length
    this.#isMended = start.length > 0
  }

  /** Takes up what an earlier try left, where it is of the same file; else begins with nothing. */
  static async open(request: PartRequest, signal?: AbortSignal): Promise<PartFile> {
    const part = partPathOf(request.path)
    try {
      await mkdir(dirname(part), { recursive: true })
      const record = await readRecord(request)
      // Bytes are written at their place: no flag that appends.
      const file = await open(part, constants.O_RDWR | constants.O_CREAT, 0o666)
      if (record === null) await file.truncate(0)
      const { size } = await file.stat()
      const hash = await hashFile(part, signal, size)
      return new PartFile(request, file, { record, hash, length: size })
    } catch (error) {
      throw diskFailure(part, error)
    }
  }

  get length(): number {
    return this.#length
  }

  /** Length of the whole file: the stated one before the host's. */
  get total(): number | null {
    return this.#request.bytes ?? this.#record?.total ?? null
  }

  get facts(): HostFacts | null {
    return this.#record
  }

  /** What it must be, as far as anybody says. */
  get expected(): Expected {
    const sha256 = this.#request.sha256 ?? this.#record?.sha256 ?? null
    return { bytes: this.total, sha256 }
  }

  /** Whether its bytes come from more than one answer of the host. */
  get isMended(): boolean {
    return this.#isMended
  }

  /** Headers that ask for the rest. None where nothing is there, or nothing would tell another file's bytes. */
  rangeHeaders(): Readonly<Record<string, string>> {
    if (this.#length === 0) return {}
    const range = { range: `bytes=${this.#length}-` }
    const record = this.#record
    if (record !== null && record.url === this.#request.url) {
      const isStrong = record.etag !== null && !record.etag.startsWith('W/')
      const validator = isStrong ? record.etag : record.lastModified
      if (validator !== null) return { ...range, 'if-range': validator }
    }
    return this.expected.sha256 === null ? {} : range
  }

  /** Forgets what has come and begins the file that the host describes. */
  async restart(facts: HostFacts): Promise<void> {
    const { url, bytes, sha256, path } = this.#request
    try {
      await this.#file.truncate(0)
      this.#length = 0
      this.#isMended = false
      this.#hash = createHash('sha256')
      this.#record = { ...facts, url, expected: { bytes, sha256 } }
      await writeWhole(recordPathOf(path), JSON.stringify(this.#record))
    } catch (error) {
      throw diskFailure(partPathOf(path), error)
    }
  }

  /** The next answer goes on where the last one ended. */
  mend(): void {
    this.#isMended = true
  }

  async write(chunk: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < chunk.length;) {
        const { bytesWritten } = await this.#file.write(
          chunk,
          at,
          chunk.length - at,
          this.#length + at,
        )
        at += bytesWritten
      }
    } catch (error) {
      throw diskFailure(partPathOf(this.#request.path), error)
    }
    this.#hash.update(chunk)
    this.#length += chunk.length
  }

  /** SHA-256 of what has come, hex. */
  digest(): string {
    return this.#hash.copy().digest('hex')
  }

  /** Gives the file its name. */
  async place(): Promise<void> {
    const { path } = this.#request
    try {
      await placeFile(this.#file, partPathOf(path), path)
      await rm(recordPathOf(path), { force: true })
    } catch (error) {
      throw diskFailure(path, error)
    }
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  async discard(): Promise<void> {
    await this.close()
    await discardPart(this.#request.path)
  }
}

type Start = { readonly record: PartRecord | null; readonly hash: Hash; readonly length: number }

/** Removes what an unfinished download of `path` left. */
export async function discardPart(path: string): Promise<void> {
  await rm(partPathOf(path), { force: true })
  await rm(recordPathOf(path), { force: true })
}

function recordPathOf(path: string): string {
  return `${partPathOf(path)}.json`
}

/** The record of an earlier try at the same file; null where there is none that can be gone on with. */
async function readRecord(request: PartRequest): Promise<PartRecord | null> {
  const text = await readFile(recordPathOf(request.path), 'utf8').catch(() => null)
  const record = text === null ? null : parseRecord(text)
  if (record === null) return null
  const isSameFile =
    record.expected.sha256 === request.sha256 && record.expected.bytes === request.bytes
  // By its digest alone the rest may come from another mirror.
  return isSameFile && (record.url === request.url || request.sha256 !== null) ? record : null
}

function parseRecord(text: string): PartRecord | null {
  try {
    const read = JSON.parse(text) as Partial<PartRecord> | null
    if (typeof read?.url !== 'string' || typeof read.expected !== 'object') return null
    const { etag, lastModified, total, sha256, url } = read
    return {
      url,
      etag: typeof etag === 'string' ? etag : null,
      lastModified: typeof lastModified === 'string' ? lastModified : null,
      total: typeof total === 'number' ? total : null,
      sha256: typeof sha256 === 'string' && isSha256(sha256) ? sha256 : null,
      expected: { bytes: read.expected.bytes ?? null, sha256: read.expected.sha256 ?? null },
    }
  } catch {
    // A torn record: the download begins anew.
    return null
  }
}
