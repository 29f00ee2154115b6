import type { Home } from '#electron/files/home'
import type { Log } from '#electron/files/log'
import type { SettingsFile } from '#electron/files/settings-file'
import { discardDownload, downloadModel } from '#models/download/download-model'
import { isIntact, readKeptModel, removeModel } from '#models/download/model-record'
import {
  createDownloadQueue,
  type Download,
  type DownloadQueue,
  type FetchTask,
} from '#models/download/queue'
import { failure } from '#models/failure'
import type { ManifestEntry } from '#models/manifest/entry'
import { findEntry } from '#models/manifest/manifest'
import type { SegmenterCard } from '#models/ports'
import type { ModelEntry, ModelFetch, ModelsState } from '#rpc/schemas/models'
import type { EventHub } from './events.ts'
import { listEntries, type UntestedEntry } from './model-entries.ts'
import { importTask, type ImportInput } from './model-import.ts'
import { createModelTester, type ModelTester } from './model-tester.ts'
import type { KnownTest, ProviderChoice } from './provider-choice.ts'

/** Every model, on its way, here or to be had, and what its tests said. */
export interface ModelRegistry {
  state(): Promise<ModelsState>
  /** Throws AppFailure `not_found`, `bad_input` (a licence not agreed to). */
  download(id: string, agree: boolean): void
  pause(id: string): Promise<void>
  cancel(id: string): Promise<void>
  /** Answers the id; the fetch of that id tells how it goes. Throws AppFailure. */
  import(input: ImportInput): Promise<string>
  /** When a fetch has ended well; throws the AppFailure it failed with. */
  finished(id: string): Promise<void>
  verify(id: string): Promise<boolean>
  remove(id: string): Promise<void>
  test(id: string, providers: readonly string[] | null): Promise<KnownTest>
  cancelTest(): void
  close(): Promise<void>
}

export type RegistryParts = {
  readonly home: Home
  readonly weightsDir: string
  readonly events: EventHub
  readonly settings: SettingsFile
  readonly log: Log
  readonly choice: ProviderChoice
  /** Ends the process of a model, once nobody uses it. */
  readonly retire: (id: string) => Promise<void>
  readonly cards: () => Promise<readonly SegmenterCard[]>
  /** Segmenters that arrive are tested by themselves. */
  readonly testsArrivals: boolean
}

export function createModelRegistry(parts: RegistryParts): ModelRegistry {
  return new Registry(parts)
}

class Registry implements ModelRegistry {
  readonly #parts: RegistryParts
  readonly #tester: ModelTester
  readonly #queue: DownloadQueue
  /** Files that were found changed, by id: a look at their lengths alone would miss it. */
  readonly #problems = new Map<string, string>()

  constructor(parts: RegistryParts) {
    const { choice, log, events } = parts
    this.#parts = parts
    this.#tester = createModelTester({ choice, log, onChange: () => this.#changed() })
    this.#queue = createDownloadQueue({
      onChange: (all) => events.emit({ kind: 'fetches.changed', fetches: all.map(fetchFrom) }),
      onBug: (id, error) => log.write('error', `fetching ${id} failed`, { error: String(error) }),
    })
  }

  async state(): Promise<ModelsState> {
    const { home, weightsDir, choice } = this.#parts
    const entries = await listEntries({ modelsDir: home.models, weightsDir })
    const models = entries.map((entry) => withTest(withProblem(entry, this.#problems), choice))
    const fetches = this.#queue.list().map(fetchFrom)
    return { models: await Promise.all(models), fetches, testing: this.#tester.testing() }
  }

  download(id: string, agree: boolean): void {
    this.#start(downloadTask(agreedEntry(id, agree), this.#parts))
  }

  pause(id: string): Promise<void> {
    return this.#queue.pause(id)
  }

  async cancel(id: string): Promise<void> {
    await this.#queue.cancel(id)
    this.#changed()
  }

  async import({ id, paths, agree }: ImportInput): Promise<string> {
    const entry = id === null ? null : agreedEntry(id, agree)
    const task = await importTask(entry, paths, this.#parts.home)
    this.#start(task)
    return task.id
  }

  async finished(id: string): Promise<void> {
    await this.#queue.finished(id)
  }

  async verify(id: string): Promise<boolean> {
    const { models } = this.#parts.home
    const { record, problem } = await this.#kept(id)
    const isGood = problem === null && (await isIntact(models, record))
    if (isGood) this.#problems.delete(id)
    else this.#problems.set(id, problem ?? 'A file has changed since it came here.')
    this.#changed()
    return isGood
  }

  async remove(id: string): Promise<void> {
    const { retire, choice, home } = this.#parts
    await this.#kept(id)
    await retire(id)
    await removeModel(home.models, id)
    await choice.forget(id)
    this.#problems.delete(id)
    this.#changed()
  }

  async test(id: string, providers: readonly string[] | null): Promise<KnownTest> {
    const card = await this.#card(id)
    if (card === undefined) throw notHere(id)
    const known = await this.#tester.test(card, providers)
    await this.#parts.retire(id)
    this.#changed()
    return known
  }

  cancelTest(): void {
    this.#tester.cancel()
  }

  async close(): Promise<void> {
    await Promise.all([this.#queue.close(), this.#tester.close()])
  }

  #start(task: FetchTask): void {
    this.#queue.start({
      ...task,
      run: async (how) => {
        const record = await task.run(how)
        await this.#arrived(task.id)
        return record
      },
    })
  }

  async #arrived(id: string): Promise<void> {
    const { retire, testsArrivals, settings } = this.#parts
    this.#problems.delete(id)
    await retire(id)
    this.#changed()
    const card = await this.#card(id)
    if (card !== undefined && testsArrivals && settings.get().useGpu) this.#tester.testBehind(card)
  }

  async #card(id: string): Promise<SegmenterCard | undefined> {
    return (await this.#parts.cards()).find((one) => one.id === id)
  }

  async #kept(id: string) {
    const kept = await readKeptModel(this.#parts.home.models, id)
    if (kept === null) throw notHere(id)
    return kept
  }

  #changed(): void {
    this.#parts.events.emit({ kind: 'models.changed' })
  }
}

function downloadTask(entry: ManifestEntry, { home, settings }: RegistryParts): FetchTask {
  const { id, title } = entry
  return {
    id,
    title,
    kind: 'download',
    run: (how) => {
      const { modelMirror, modelProxy } = settings.get()
      const proxy = modelProxy === null ? {} : { proxy: modelProxy }
      return downloadModel(entry, home.models, { ...how, mirror: modelMirror, ...proxy })
    },
    discard: () => discardDownload(entry, home.models),
  }
}

function agreedEntry(id: string, agree: boolean): ManifestEntry {
  const entry = findEntry(id)
  if (entry === null)
    throw failure('not_found', `No model ${id} can be fetched.`, 'The Models view lists them.')
  const { title, licence } = entry
  if (!licence.needsAcknowledgement || agree) return entry
  throw failure(
    'bad_input',
    `${title} is under the licence ${licence.id}, which has to be agreed to.`,
    `Read ${licence.url}, then say that you agree.`,
  )
}

function notHere(id: string) {
  return failure('model_missing', `The model ${id} is not here.`, 'Fetch or import it first.')
}

function withProblem(entry: UntestedEntry, problems: ReadonlyMap<string, string>): UntestedEntry {
  const problem = problems.get(entry.id)
  return problem === undefined ? entry : { ...entry, state: 'damaged', problem }
}

async function withTest(entry: UntestedEntry, choice: ProviderChoice): Promise<ModelEntry> {
  if (entry.digest === null) return { ...entry, provider: 'cpu', test: null }
  const tested = { id: entry.id, digest: entry.digest }
  const known = await choice.testOf(tested)
  return {
    ...entry,
    provider: await choice.providerFor(tested),
    test: known === null ? null : testFrom(known),
  }
}

/** As the contract tells it. */
export function testFrom({ test, isCurrent }: KnownTest) {
  return { verdicts: [...test.verdicts], testedAt: test.testedAt, isCurrent }
}

function fetchFrom({ progress, ...about }: Download): ModelFetch {
  return { ...about, ...progress }
}
