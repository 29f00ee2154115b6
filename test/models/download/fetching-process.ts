import { downloadModel } from '#models/download/download-model'
import type { ManifestEntry } from '#models/manifest/entry'

/** A process of its own that downloads a model, so that a test can kill it. Arguments: entry as JSON, folder. */
const [, , entry = '', modelsDir = ''] = process.argv
await downloadModel(JSON.parse(entry) as ManifestEntry, modelsDir, {
  proxy: null,
  onProgress: ({ received }) => process.stdout.write(`${received}\n`),
})
