import type { ModelEntry, ModelFetch } from '#rpc/schemas/models'
import type { AppInfo } from '#rpc/schemas/system'
import { userSettingsSchema } from '#rpc/schemas/system'

const allCapabilities = {
  box: true,
  negativePoints: true,
  maskPrompt: true,
  promptBatch: true,
  embeddingMap: true,
  mostPoints: null,
}

/** A model of the manifest that can be fetched, with what is given changed. */
export function modelEntry(change: Partial<ModelEntry> = {}): ModelEntry {
  return {
    id: 'mobilesam',
    title: 'MobileSAM',
    kind: 'segmenter',
    origin: 'manifest',
    dialect: 'sam-hwc',
    goodFor: 'Everyday work on any processor.',
    licence: {
      id: 'Apache-2.0',
      url: 'https://www.apache.org/licenses/LICENSE-2.0',
      needsAcknowledgement: false,
      note: null,
    },
    page: null,
    bytes: 44_653_652,
    received: 0,
    isDefault: false,
    state: 'available',
    problem: null,
    files: [],
    digest: null,
    capabilities: allCapabilities,
    thresholds: { predictedIou: 0.88, stability: 0.95 },
    provider: 'cpu',
    test: null,
    ...change,
  }
}

export const embedded = modelEntry({
  id: 'embedded-2',
  title: 'Embedded',
  origin: 'embedded',
  state: 'installed',
})
export const defaultModel = modelEntry({ isDefault: true })
export const installedDefault = modelEntry({ isDefault: true, state: 'installed' })

export function modelFetch(change: Partial<ModelFetch> = {}): ModelFetch {
  return {
    id: 'mobilesam',
    title: 'MobileSAM',
    kind: 'download',
    state: 'running',
    received: 10_000_000,
    total: 44_653_652,
    bytesPerSecond: 2_000_000,
    error: null,
    ...change,
  }
}

export const broken = {
  code: 'download_failed',
  message: 'no answer from the host',
  hint: 'Try again.',
} as const

type SegmenterCapabilities = AppInfo['segmenters'][number]['capabilities']

/** The card of a segmenter on this computer. */
export function segmenterCard(
  id: string,
  capabilities: Partial<SegmenterCapabilities> = {},
): AppInfo['segmenters'][number] {
  return {
    id,
    title: id === 'embedded-2' ? 'Embedded' : id,
    dialect: 'sam-hwc',
    digest: 'd',
    licence: 'MIT',
    files: [],
    capabilities: { ...allCapabilities, ...capabilities },
    thresholds: { predictedIou: 0.88, stability: 0.95 },
  }
}

export function appInfo(segmenters: AppInfo['segmenters']): AppInfo {
  return {
    version: '0',
    platform: 'linux',
    mode: 'browser',
    home: 'home',
    docs: '',
    settings: userSettingsSchema.parse({}),
    segmenters,
  }
}
