import { sam2Thresholds } from '#models/thresholds'
import { hubFile, hubPage, type ManifestEntry, type ManifestLicence } from './entry.ts'

const tracker = {
  name: 'onnx-community/sam3-tracker-ONNX',
  revision: '429305c8a5b3de597243d919a07e4e6bdcd00ef7',
}

export const samLicence: ManifestLicence = {
  id: 'LicenseRef-SAM-License',
  url: 'https://github.com/facebookresearch/sam3/blob/main/LICENSE',
  needsAcknowledgement: true,
  note:
    'Free to use, also commercially. Whoever passes it on passes the licence on. Not for military, weapons, ' +
    'espionage, nuclear or ITAR uses, not for sanctioned parties, not to be reverse engineered.',
}

/** The promptable part of SAM 3, at full precision: its other precisions have no stated sizes. */
export const sam3Entries: readonly ManifestEntry[] = [
  {
    id: 'sam3-tracker',
    title: 'SAM 3 tracker',
    goodFor:
      'The newest of the family by clicks, for machines with much memory; its boxes are doubtful.',
    dialect: 'hf-sam3-tracker',
    kind: 'segmenter',
    page: hubPage(tracker.name),
    files: [
      hubFile(tracker, 'onnx/vision_encoder.onnx', { role: 'encoder' }),
      hubFile(tracker, 'onnx/vision_encoder.onnx_data', { role: 'data', bytes: 1_869_466_624 }),
      hubFile(tracker, 'onnx/prompt_encoder_mask_decoder.onnx', {
        role: 'decoder',
        bytes: 213_114,
      }),
      hubFile(tracker, 'onnx/prompt_encoder_mask_decoder.onnx_data', {
        role: 'data',
        bytes: 22_072_320,
      }),
    ],
    archives: [],
    licence: samLicence,
    thresholds: sam2Thresholds,
    isDefault: false,
  },
]
