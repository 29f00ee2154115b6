import { apache2, hubFile, hubPage, type ManifestEntry } from './entry.ts'

const clipSeg = {
  name: 'Xenova/clipseg-rd64-refined',
  revision: '924dc94f85f58739f353f94258b33bc47eae4862',
}
const groundingDino = {
  name: 'onnx-community/grounding-dino-tiny-ONNX',
  revision: 'ff690b0a8050566c290287545bd059350f3e9096',
}

/** Models that read words. */
export const textEntries: readonly ManifestEntry[] = [
  {
    id: 'clipseg',
    title: 'CLIPSeg',
    goodFor: 'A heat map of where a few words are in the picture, as a prior for the segmenter.',
    dialect: 'clipseg',
    kind: 'text-prior',
    page: hubPage(clipSeg.name),
    files: [
      hubFile(clipSeg, 'onnx/model_quantized.onnx', { role: 'graph' }),
      hubFile(clipSeg, 'tokenizer.json', { role: 'tokenizer' }),
    ],
    archives: [],
    licence: apache2,
    thresholds: null,
    isDefault: false,
  },
  {
    id: 'grounding-dino-tiny',
    title: 'Grounding DINO Tiny',
    goodFor: 'Boxes around what a few words name, each a prompt for the segmenter.',
    dialect: 'grounding-dino',
    kind: 'text-boxes',
    page: hubPage(groundingDino.name),
    files: [
      hubFile(groundingDino, 'onnx/model_q4f16.onnx', {
        role: 'graph',
        bytes: 151_069_879,
        sha256: '48435b57e5a5ca01792596b9c64277260b734c10aed320109505c8e71238d6ac',
      }),
      hubFile(groundingDino, 'tokenizer.json', { role: 'tokenizer' }),
    ],
    archives: [],
    licence: apache2,
    thresholds: null,
    isDefault: false,
  },
]
