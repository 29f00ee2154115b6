import type { Home } from '#electron/files/home'
import type { Log } from '#electron/files/log'
import type { SettingsFile } from '#electron/files/settings-file'
import { discardDownload, downloadModel } from '#models/download/download-model'
import { isIntact, readKeptModel, removeModel } from '#models/download/model-record'
import { createDownloadQueue, type Download, type FetchTask } from '#models/download/queue'
import { failure } from '#models/failure'
import type { ManifestEntry } from '#models/manifest/entry'
import { findEntry } from '#models/manifest/manifest'
import type { SegmenterCard } from '#models/ports'
import type { ModelEntry, ModelFetch, ModelsState } from '#rpc/schemas/models'
import type { EventHub } from './events.ts'
import { listEntries, type UntestedEntry } from './model-entries.ts'
import { importTask, type ImportInput } from './model-import.ts'
import { createModelTester } from './model-tester.ts'
import type { KnownTest, ProviderChoice } from './provider-choice.ts'
import type { SegmenterPool } from './segmenter-pool.ts'

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
  readonly segmenters: SegmenterPool
  readonly cards: () => Promise<readonly SegmenterCard[]>
  /** Segmenters that arrive are tested by themselves. */
  readonly testsArrivals: boolean
}

export function createModelRegistry(parts: RegistryParts): ModelRegistry {
  const { home, events, settings, choice, segmenters, log } = parts
  const changed = () => events.emit({ kind: 'models.changed' })
  const tester = createModelTester({ choice, log, onChange: changed })
  const queue = createDownloadQueue({
    onChange: (all) => events.emit({ kind: 'fetches.changed', fetches: all.map(fetchFrom) }),
    onBug: (id, error) => log.write('error', `fetching ${id} failed`, { error: String(error) }),
  })
  /** Files that were found changed, by id: a look at their lengths alone would miss it. */
  const problems = new Map<string, string>()
  const start = (task: FetchTask) => {
    queue.start({
      ...task,
      run: async (how) => {
        const record = await task.run(how)
        await arrived(task.id)
        return record
      },
    })
  }
  const arrived = async (id: string) => {
    problems.delete(id)
    await segmenters.retire(id)
    changed()
    const card = (await parts.cards()).find((one) => one.id === id)
    if (card !== undefined && parts.testsArrivals && settings.get().useGpu) tester.testBehind(card)
  }
  return {
    async state() {
      const entries = await listEntries({ modelsDir: home.models, weightsDir: parts.weightsDir })
      const models = entries.map((entry) => withTest(withProblem(entry, problems), choice))
      const fetches = queue.list().map(fetchFrom)
      return { models: await Promise.all(models), fetches, testing: tester.testing() }
    },
    download: (id, agree) => start(downloadTask(agreedEntry(id, agree), parts)),
    pause: (id) => queue.pause(id),
    async cancel(id) {
      await queue.cancel(id)
      changed()
    },
    async import(input) {
      const entry = input.id === null ? null : agreedEntry(input.id, input.agree)
      const task = await importTask(entry, input.paths, home)
      start(task)
      return task.id
    },
    async finished(id) {
      await queue.finished(id)
    },
    async verify(id) {
      const kept = await readKeptModel(home.models, id)
      if (kept === null) throw notHere(id)
      const good = kept.problem === null && (await isIntact(home.models, kept.record))
      if (good) problems.delete(id)
      else problems.set(id, kept.problem ?? 'A file has changed since it came here.')
      changed()
      return good
    },
    async remove(id) {
      if ((await readKeptModel(home.models, id)) === null) throw notHere(id)
      await segmenters.retire(id)
      await removeModel(home.models, id)
      await choice.forget(id)
      problems.delete(id)
      changed()
    },
    async test(id, providers) {
      const card = (await parts.cards()).find((one) => one.id === id)
      if (card === undefined) throw notHere(id)
      const known = await tester.test(card, providers)
      await segmenters.retire(id)
      changed()
      return known
    },
    cancelTest: () => tester.cancel(),
    async close() {
      await Promise.all([queue.close(), tester.close()])
    },
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
