import { sam2Thresholds } from '#models/thresholds'
import {
  apache2,
  hubFile,
  hubPage,
  type HubRepository,
  type ManifestEntry,
  type ManifestFile,
} from './entry.ts'

/** Bytes and SHA-256 of one file; only bytes where the digest is not known. */
type Known = readonly [bytes: number, sha256?: string]

/** All SAM 2.1 and EdgeTAM exports of this kind: two graphs of a few hundred kB, each with its weights beside it. */
type TwoGraphs = {
  readonly encoder: Known
  readonly encoderData: Known
  readonly decoder: Known
  readonly decoderData: Known
}

const decoderBytes = 213_114
const decoderDataBytes = 20_958_208

const tiny = {
  name: 'onnx-community/sam2.1-hiera-tiny-ONNX',
  revision: '814a066640debee5a91e70aa401fb8e17e030503',
}
const small = {
  name: 'onnx-community/sam2.1-hiera-small-ONNX',
  revision: 'a7df49d8de14b9d2e4504d1687b0d568f905fd8d',
}
const basePlus = {
  name: 'onnx-community/sam2.1-hiera-base-plus-ONNX',
  revision: 'bab18593f44e652f04cf18b60b3690f60e8996b0',
}
const large = {
  name: 'onnx-community/sam2.1-hiera-large-ONNX',
  revision: '3c23431f721e69cae82dbfd0c28fd692cc714021',
}
const edgeTam = {
  name: 'onnx-community/EdgeTAM-ONNX',
  revision: '9c77c7bff7fd0f3079585fa17af7f730ddc531ed',
}
const exported = {
  name: 'vietanhdev/segment-anything-2.1-onnx-models',
  revision: '6a3ac868340a3196a349050a6efae22a5acc0330',
}

/** SAM 2.1, and EdgeTAM, which has the same graphs. */
export const sam2Entries: readonly ManifestEntry[] = [
  twoGraphs(
    tiny,
    {
      id: 'sam2.1-tiny',
      title: 'SAM 2.1 Tiny',
      goodFor:
        'Sharper masks than MobileSAM at a moderate cost; prompts in batches; no mask refinement.',
    },
    {
      encoder: [354_238, '4f30aacd3aaefbca81a0b7fe4c1fc96345570ea0a6f80ced599493d1b3be2e8c'],
      encoderData: [
        134_084_864,
        'e83df9866a5afe68ea7f0f721f18f65137fc3acbf0da1c74e946d363e09c69cc',
      ],
      decoder: [decoderBytes, '874414704c5d686db7d206a35f6e15d26563d50c8c4468fccc6739bd7e491dcf'],
      decoderData: [
        decoderDataBytes,
        'e9874d900dd4134ed60eab1e97910327c2419e0b2954485d8fd6e7f1a1470f47',
      ],
    },
  ),
  twoGraphs(
    small,
    {
      id: 'sam2.1-small',
      title: 'SAM 2.1 Small',
      goodFor: 'Better edges than Tiny at about 1.3 times its cost.',
    },
    {
      encoder: [467_440, 'aacf1f7137bb6fffcf6bf166abcfabe28f57a76059254f3fb611c4a64a208119'],
      encoderData: [
        162_476_288,
        '260fd1f0a34e72a3dc79a739e563b4facc0ba75504818b433a1f808e66637456',
      ],
      decoder: [decoderBytes, '079c59b261f723ff5c6a125e69b0170a957b21c58738c28d2b0394ecd0587d7f'],
      decoderData: [
        decoderDataBytes,
        'f9e59a584ab8ced21fa812c211bc01084204db1c9e92a5ef4fb3a49972b4e864',
      ],
    },
  ),
  twoGraphs(
    basePlus,
    {
      id: 'sam2.1-base-plus',
      title: 'SAM 2.1 Base Plus',
      goodFor: 'Between Small and Large, for machines with a fast processor.',
    },
    {
      encoder: [702_836],
      encoderData: [305_746_496],
      decoder: [decoderBytes],
      decoderData: [decoderDataBytes],
    },
  ),
  twoGraphs(
    large,
    {
      id: 'sam2.1-large',
      title: 'SAM 2.1 Large',
      goodFor: 'The best masks of the family where a gigabyte and slow encoding are no matter.',
    },
    {
      encoder: [1_350_487, 'ad3a8161c6bd6d8beea811300c60e20d626035feaa3c19622ace27b22e25bec8'],
      encoderData: [
        888_587_456,
        '88c501a65b6aaeac99b65a275f3f559727404283930d107d499fda8714ba7e5a',
      ],
      decoder: [decoderBytes, 'a21b3b09f6e5f5838d630d92a150914ca58f8f58b603b8f53fc32b03da982203'],
      decoderData: [
        decoderDataBytes,
        'bfdcd4f7ee04298a82fe1aaf1bd7b8edf544d36901e1a886f01892fb915bd63c',
      ],
    },
  ),
  twoGraphs(
    edgeTam,
    {
      id: 'edgetam',
      title: 'EdgeTAM',
      goodFor: 'The small one of the SAM 2 kind: box input and batches in 41 MB.',
    },
    {
      encoder: [192_225, 'ed068218eba96760fe02d04ce899c449660ac813a088d80ed7f42c8bb01e7cec'],
      encoderData: [19_532_576, '21e75dba7077dfcb53e8c9a6e99977156f2240ff3f1f9cddc43d66aa1ecb528e'],
      decoder: [decoderBytes, 'd3668299ec3edf70fbb139ec642b54bf3d4be453fd1b688a6b5938e0856fe546'],
      decoderData: [
        decoderDataBytes,
        'dfa2125e30d08d388732f20c18fb63ab0f0f590cd270eb307f0c2b65919d1be8',
      ],
    },
  ),
  {
    id: 'sam2.1-tiny-refine',
    title: 'SAM 2.1 Tiny with mask refinement',
    goodFor: 'Work by many corrective clicks: each starts from the mask before it.',
    dialect: 'sam2-samexporter',
    kind: 'segmenter',
    page: hubPage(exported.name),
    files: [],
    archives: [
      {
        name: 'sam2.1_hiera_tiny_20260221.zip',
        url: `${hubPage(exported.name)}/resolve/${exported.revision}/sam2.1_hiera_tiny_20260221.zip`,
        bytes: 116_507_723,
        sha256: 'c602cb3f6fd297312a415f885f0df3f0eef9fbb334b069c9d30e828f2ae7c69a',
        members: [
          {
            role: 'encoder',
            match: '*encoder.onnx',
            bytes: 109_471_931,
            sha256: '667384d1e686de6828b841ac8a24db0fafa2b3452494225f82eeedac56141230',
          },
          {
            role: 'decoder',
            match: '*decoder.onnx',
            bytes: 16_519_561,
            sha256: 'c40f5aa7d37b681cd500481a85d44839fd81c93dce1e86271a2c866470d22105',
          },
        ],
      },
    ],
    licence: apache2,
    thresholds: sam2Thresholds,
    isDefault: false,
  },
]

function twoGraphs(
  repository: HubRepository,
  about: Pick<ManifestEntry, 'id' | 'title' | 'goodFor'>,
  known: TwoGraphs,
): ManifestEntry {
  const file = (path: string, role: ManifestFile['role'], [bytes, sha256]: Known) =>
    hubFile(repository, path, { role, bytes, ...(sha256 === undefined ? {} : { sha256 }) })
  return {
    ...about,
    dialect: 'hf-sam2',
    kind: 'segmenter',
    page: hubPage(repository.name),
    files: [
      file('onnx/vision_encoder.onnx', 'encoder', known.encoder),
      file('onnx/vision_encoder.onnx_data', 'data', known.encoderData),
      file('onnx/prompt_encoder_mask_decoder.onnx', 'decoder', known.decoder),
      file('onnx/prompt_encoder_mask_decoder.onnx_data', 'data', known.decoderData),
    ],
    archives: [],
    licence: apache2,
    thresholds: sam2Thresholds,
    isDefault: false,
  }
}
