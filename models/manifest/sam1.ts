import { sam1Thresholds } from '#models/thresholds'
import {
  apache2,
  dataBesideGraphs,
  hubFile,
  hubPage,
  type ArchiveMember,
  type ManifestEntry,
} from './entry.ts'

const mobileSam = {
  name: 'Acly/MobileSAM',
  revision: '0d3b403339b4674a82493d5e97964dd78089ddc8',
}
const exported = {
  name: 'vietanhdev/segment-anything-onnx-models',
  revision: '9effc01a9e135621d710d49159f1ffb0b6f724dc',
}
const slimSam = {
  name: 'Xenova/slimsam-77-uniform',
  revision: '5850ab45f587c112167512ffef949107115e26a0',
}

const classic = {
  dialect: 'sam-hwc',
  kind: 'segmenter',
  page: hubPage(exported.name),
  files: [],
  licence: apache2,
  thresholds: sam1Thresholds,
  isDefault: false,
} as const

/** SAM 1 and its distillations. */
export const sam1Entries: readonly ManifestEntry[] = [
  {
    id: 'mobilesam',
    title: 'MobileSAM',
    goodFor: 'Everyday work on any processor: boxes, clicks of both kinds and mask refinement.',
    dialect: 'sam-hwc',
    kind: 'segmenter',
    page: hubPage(mobileSam.name),
    files: [
      hubFile(mobileSam, 'mobile_sam_image_encoder.onnx', {
        role: 'encoder',
        bytes: 28_157_093,
        sha256: '580f5fb648ea1062c0aabc26217aed56921985f03f0cbbd852bba81d760cc749',
      }),
      hubFile(mobileSam, 'sam_mask_decoder_multi.onnx', {
        role: 'decoder',
        bytes: 16_496_559,
        sha256: '8976b90a87ba50a6a72217a5ff994f7d25ce16f2229fcc1ed259e1294c622ffe',
      }),
    ],
    archives: [],
    licence: { ...apache2, note: 'The repackaging calls itself MIT; the weights are Apache-2.0.' },
    thresholds: sam1Thresholds,
    isDefault: true,
  },
  {
    id: 'slimsam-77',
    title: 'SlimSAM 77',
    goodFor:
      'Old or small machines: the smallest download; clicks only, no box, no mask refinement.',
    dialect: 'hf-sam',
    kind: 'segmenter',
    page: hubPage(slimSam.name),
    files: [
      hubFile(slimSam, 'onnx/vision_encoder_quantized.onnx', { role: 'encoder', bytes: 8_882_165 }),
      hubFile(slimSam, 'onnx/prompt_encoder_mask_decoder_quantized.onnx', {
        role: 'decoder',
        bytes: 4_903_810,
      }),
    ],
    archives: [],
    licence: apache2,
    thresholds: sam1Thresholds,
    isDefault: false,
  },
  {
    ...classic,
    id: 'sam-vit-b',
    title: 'SAM ViT-B',
    goodFor: 'The classic baseline that papers compare with.',
    archives: [
      archive({
        name: 'sam_vit_b_01ec64.zip',
        bytes: 348_403_199,
        sha256: 'e41630c522ac51309e1fedf6c7050c042a1823baf852c99a01abf677ebba430e',
        members: [
          {
            role: 'encoder',
            match: '*encoder.onnx',
            bytes: 359_217_309,
            sha256: '04591a344ef042b4519ca98c6084ad14df8795d6d48be8d58e37966f47536aac',
          },
          {
            role: 'decoder',
            match: '*decoder.onnx',
            bytes: 16_500_212,
            sha256: 'a49fff08496bc18faebd46e9268d483535feec50306c906a56a70ecf05ae4ac8',
          },
        ],
      }),
    ],
  },
  {
    ...classic,
    id: 'sam-vit-l',
    title: 'SAM ViT-L',
    goodFor: 'The larger classic: better masks than ViT-B where time and memory allow.',
    archives: [
      archive({
        name: 'sam_vit_l_0b3195.zip',
        bytes: 1_161_467_885,
        sha256: '020632061d9d141306c74b08738875b468337d8a241d8ef9d1ab1f66d63e5c6a',
        members: [
          { role: 'encoder', match: '*encoder.onnx', bytes: null, sha256: null },
          { role: 'decoder', match: '*decoder.onnx', bytes: null, sha256: null },
          ...dataBesideGraphs,
        ],
      }),
    ],
  },
]

function archive(about: {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
  readonly members: readonly ArchiveMember[]
}) {
  return { ...about, url: `${hubPage(exported.name)}/resolve/${exported.revision}/${about.name}` }
}
