import { basename } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { AppFailure, failure } from '../failure.ts'
import { impostorFrom } from '../files/impostor.ts'
import { askHost, destroyBody, Interrupted, networkFailure, type Answer } from './ask-host.ts'
import { cancelled } from './failures.ts'
import { PartFile, type PartRequest } from './part-file.ts'
import { partPathOf } from './place-file.ts'
import { createDispatcher } from './proxy.ts'
import { SpeedMeter, type FetchProgress } from './speed.ts'
import {
  impostorAt,
  impostorFailure,
  pageFailure,
  verifyFile,
  wrongLength,
  type Verified,
} from './verify.ts'

export type FetchOptions = {
  /** Stops it; what has come is kept and gone on with by the next call (`discardPart` removes it). */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: FetchProgress) => void
  /** The user named the host of the address. */
  readonly isMirror?: boolean
  /** See `createDispatcher`; the environment's proxy unless given. */
  readonly dispatcher?: Dispatcher
  /** Longest silence of the host, milliseconds. */
  readonly stallMs?: number
  /** Tries in a row that bring nothing before it gives up. */
  readonly tries?: number
  /** Pause after the first of them, milliseconds; doubled by each. */
  readonly pauseMs?: number
}

export type FetchedFile = Verified & {
  /** Who vouches for the digest: the manifest, a header of the host, or nobody: it was computed. */
  readonly vouchedBy: 'manifest' | 'host' | 'nobody'
}

type Settings = Required<Omit<FetchOptions, 'signal' | 'onProgress'>> & {
  readonly signal?: AbortSignal
  readonly meter: SpeedMeter
}

const longestPauseMs = 30_000
/** Bytes; what is longer is taken for a model that was cut. */
const largestPage = 1 << 20

/**
 * Fetches one file to `request.path`: resumed where an earlier try ended, verified, and only then given its name.
 * Throws AppFailure `download_failed` (the host), `download_broken` (what came is not the file), `disk_full`,
 * `file_unreadable` or `cancelled`. Memory does not grow with the file.
 */
export async function fetchFile(
  request: PartRequest,
  options: FetchOptions = {},
): Promise<FetchedFile> {
  const { signal, onProgress, ...rest } = options
  const settings: Settings = {
    isMirror: false,
    stallMs: 60_000,
    tries: 6,
    pauseMs: 1000,
    dispatcher: options.dispatcher ?? createDispatcher(),
    ...rest,
    ...(signal === undefined ? {} : { signal }),
    meter: new SpeedMeter(onProgress ?? (() => undefined)),
  }
  if (signal?.aborted === true) throw cancelled()
  const part = await PartFile.open(request, signal).catch((error: unknown) => {
    throw stopped(error, settings, nameOf(request))
  })
  const stopWatching = settings.meter.watch()
  try {
    return await fetchPart(request, part, settings)
  } catch (error) {
    throw stopped(error, settings, nameOf(request))
  } finally {
    stopWatching()
    await part.close()
    // A dispatcher of our own keeps connections open otherwise.
    if (options.dispatcher === undefined) await settings.dispatcher.destroy()
  }
}

async function fetchPart(
  request: PartRequest,
  part: PartFile,
  settings: Settings,
): Promise<FetchedFile> {
  let best = part.length
  for (let failures = 0; ;) {
    try {
      if (part.length === 0 || part.length !== part.total) await receive(request, part, settings)
      return await finish(request, part, settings)
    } catch (error) {
      if (!(error instanceof Interrupted) || settings.signal?.aborted === true) throw error
      failures = part.length > best ? 1 : failures + 1
      best = Math.max(best, part.length)
      if (failures >= settings.tries) throw givenUp(nameOf(request), error)
      const pause = Math.min(settings.pauseMs * 2 ** (failures - 1), longestPauseMs)
      await wait(Math.max(pause, error.waitSeconds * 1000), settings.signal)
    }
  }
}

/** Asks for the rest of the file and writes it down. */
async function receive(request: PartRequest, part: PartFile, settings: Settings): Promise<void> {
  const range = part.rangeHeaders()
  const answer = await askHost(request.url, range, settings)
  try {
    if (!(await takeUp(answer, request, part))) return
    settings.meter.count(part.length, part.total)
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      await part.write(chunk)
      if (part.total !== null && part.length > part.total) {
        await part.discard()
        throw wrongLength(nameOf(request), part.length, part.total)
      }
      settings.meter.count(part.length, part.total)
    }
  } catch (error) {
    throw networkFailure(answer.host, error)
  } finally {
    destroyBody(answer.body)
  }
  if (part.total === null || part.length >= part.total) return
  const impostor =
    part.length < largestPage ? await impostorAt(partPathOf(request.path), nameOf(request)) : null
  if (impostor === null)
    throw new Interrupted(`${answer.host} ended after ${part.length} of ${part.total} bytes`)
  await part.discard()
  throw impostor
}

/** Makes the part fit the answer. False where there is nothing to read: all of it is here. */
async function takeUp(answer: Answer, request: PartRequest, part: PartFile): Promise<boolean> {
  const { status, facts, host } = answer
  if (status === 200) {
    await refuseOtherFile(answer, request)
    await part.restart(facts)
    return true
  }
  if (status === 206) {
    const tag = part.facts?.etag ?? null
    const isSame = facts.etag === null || tag === null || facts.etag === tag
    const fits = facts.total === null || part.total === null || facts.total === part.total
    if (answer.start === part.length && part.length > 0 && fits && (isSame || isPinned(part))) {
      part.mend()
      return true
    }
    await part.restart(facts)
    throw new Interrupted(`${host} sent another part than asked for`, { isBroken: true })
  }
  if (status === 416) {
    if (part.length > 0 && facts.total === part.length) return false
    await part.restart(facts)
    throw new Interrupted(`${host} has no such part`)
  }
  throw refusal(answer)
}

const isPinned = (part: PartFile): boolean => part.expected.sha256 !== null

/** A page, or a whole answer of another length than stated, is refused before it takes the place of what has come. */
async function refuseOtherFile(answer: Answer, request: PartRequest): Promise<void> {
  const { facts, body } = answer
  const name = nameOf(request)
  if (answer.isPage) throw pageFailure(name)
  if (request.bytes === null || facts.total === null || facts.total === request.bytes) return
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const impostor = impostorFailure(name, impostorFrom(chunk))
    if (impostor !== null) throw impostor
    break
  }
  throw wrongLength(name, facts.total, request.bytes)
}

/** What came is verified and gets its name; nothing of a wrong file stays. */
async function finish(
  request: PartRequest,
  part: PartFile,
  settings: Settings,
): Promise<FetchedFile> {
  settings.meter.count(part.length, part.total, true)
  const { expected } = part
  const found = { bytes: part.length, sha256: part.digest() }
  try {
    await verifyFile(partPathOf(request.path), found, { expected, name: nameOf(request) })
  } catch (error) {
    if (!part.isMended || !(error instanceof AppFailure)) {
      await part.discard()
      throw error
    }
    // Bytes of two answers may be of two files: once more from the start.
    await part.restart(part.facts ?? noFacts)
    throw new Interrupted(error.error.message, { isBroken: true })
  }
  await part.place()
  const isVouched = expected.sha256 !== null
  return {
    ...found,
    vouchedBy: request.sha256 !== null ? 'manifest' : isVouched ? 'host' : 'nobody',
  }
}

const noFacts = { etag: null, lastModified: null, total: null, sha256: null }

function refusal({ status, host, retryAfterSeconds }: Answer): Error {
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return new Interrupted(`${host} answers ${status}`, {
      wait: Math.min(retryAfterSeconds ?? 0, longestPauseMs / 1000),
    })
  const hint =
    status === 401 || status === 403
      ? 'The host wants a login or has locked the file: fetch it by hand and import the folder.'
      : 'The file may have moved: set a mirror, or import the model from a folder.'
  return failure('download_failed', `${host} does not give the file (${status}).`, hint)
}

function givenUp(name: string, { code, message }: Interrupted): AppFailure {
  return failure(
    code,
    `${name} could not be fetched: ${message}.`.replace(/\.\.$/, '.'),
    'Check the connection, the proxy and the mirror, then start it again: it goes on where it ended.',
  )
}

/** Whatever an abort made fail, it was an abort; any other failure names the file. */
function stopped(error: unknown, { signal }: Pick<Settings, 'signal'>, name: string): unknown {
  if (signal?.aborted === true) return cancelled()
  if (!(error instanceof AppFailure) || error.error.message.includes(name)) return error
  const { code, message, hint } = error.error
  return failure(code, `${name}: ${message}`, hint)
}

const nameOf = ({ path }: PartRequest): string => basename(path)

async function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal })
}
