import { sam1Thresholds } from '#models/thresholds'
import { apache2, releaseFile, type ManifestEntry } from './entry.ts'

const release = { name: 'labelmeai/efficient-sam', tag: 'onnx-models-20231225' }

const both = {
  dialect: 'efficient-sam',
  kind: 'segmenter',
  page: `https://github.com/${release.name}/releases/tag/${release.tag}`,
  archives: [],
  licence: apache2,
  thresholds: sam1Thresholds,
  isDefault: false,
} as const

/** EfficientSAM: takes pictures of any size, no negative clicks, at most six points. */
export const efficientSamEntries: readonly ManifestEntry[] = [
  {
    ...both,
    id: 'efficient-sam-vitt',
    title: 'EfficientSAM Tiny',
    goodFor: 'A second opinion in 40 MB, by boxes and positive clicks; it knows no negative ones.',
    files: [
      releaseFile(release, 'efficient_sam_vitt_encoder.onnx', {
        role: 'encoder',
        sha256: '7a73ee65aa2c37237c89b4b18e73082f757ffb173899609c5d97a2bbd4ebb02d',
      }),
      releaseFile(release, 'efficient_sam_vitt_decoder.onnx', {
        role: 'decoder',
        sha256: 'e1afe46232c3bfa3470a6a81c7d3181836a94ea89528aff4e0f2d2c611989efd',
      }),
    ],
  },
  {
    ...both,
    id: 'efficient-sam-vits',
    title: 'EfficientSAM Small',
    goodFor: 'The same with better masks in 100 MB.',
    files: [
      releaseFile(release, 'efficient_sam_vits_encoder.onnx', {
        role: 'encoder',
        sha256: '4cacbb23c6903b1acf87f1d77ed806b840800c5fcd4ac8f650cbffed474b8896',
      }),
      releaseFile(release, 'efficient_sam_vits_decoder.onnx', {
        role: 'decoder',
        sha256: '4727baf23dacfb51d4c16795b2ac382c403505556d0284e84c6ff3d4e8e36f22',
      }),
    ],
  },
]
