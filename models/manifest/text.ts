import {
  apache2,
  dataBesideGraphs,
  hubFile,
  hubPage,
  type ArchiveMember,
  type ManifestEntry,
} from './entry.ts'
import { samLicence } from './sam3.ts'

const clipSeg = {
  name: 'Xenova/clipseg-rd64-refined',
  revision: '924dc94f85f58739f353f94258b33bc47eae4862',
}
const groundingDino = {
  name: 'onnx-community/grounding-dino-tiny-ONNX',
  revision: 'ff690b0a8050566c290287545bd059350f3e9096',
}

/** No revision of it is stated anywhere: whatever is there at the first download is pinned by its digest. */
const sam3 = { name: 'vietanhdev/segment-anything-3-onnx-models', revision: 'main' }
/** SAM 3 reads the byte pairs of CLIP. */
const clipTokenizer = hubFile(clipSeg, 'tokenizer.json', { role: 'tokenizer' })

/** Models that read words. */
export const textEntries: readonly ManifestEntry[] = [
  {
    id: 'clipseg',
    title: 'CLIPSeg',
    goodFor: 'A heat map of where a few words are in the picture, as a prior for the segmenter.',
    dialect: 'clipseg',
    kind: 'text-prior',
    page: hubPage(clipSeg.name),
    files: [hubFile(clipSeg, 'onnx/model_quantized.onnx', { role: 'graph' }), clipTokenizer],
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
  {
    id: 'sam3-concept',
    title: 'SAM 3 by concept',
    goodFor:
      'Masks of everything that a few words name, for machines with much memory: a download of about 3.4 GB.',
    dialect: 'sam3-concept',
    kind: 'text-masks',
    page: hubPage(sam3.name),
    files: [clipTokenizer],
    archives: [
      {
        name: 'sam3_vit_h.zip',
        url: `${hubPage(sam3.name)}/resolve/${sam3.revision}/sam3_vit_h.zip`,
        bytes: null,
        sha256: null,
        members: [
          graph('encoder', '*image_encoder.onnx'),
          graph('language', '*language_encoder.onnx'),
          graph('decoder', '*decoder.onnx'),
          ...dataBesideGraphs,
        ],
      },
    ],
    licence: samLicence,
    thresholds: null,
    isDefault: false,
  },
]

function graph(role: ArchiveMember['role'], match: string): ArchiveMember {
  return { role, match, bytes: null, sha256: null }
}
