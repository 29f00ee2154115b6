import {
  internvlMeta,
  internvlRow,
  llamaFactoryInfo,
  llamaFactoryRow,
  llavaRow,
  openaiRow,
  qwenRow,
  swiftRow,
} from '#core/dataset/mask-scoring-rows'
import type { Format } from './format.ts'
import { scoreExport } from './score-folder.ts'

const asFiles = 'with copies of the image and a picture a mask'

export const internvl: Format = {
  id: 'internvl',
  title: 'InternVL: mask scoring',
  note: `Conversations about groups of masks, ${asFiles}; meta.json names the training rows. Paths are below the folder.`,
  export: scoreExport({
    pictures: 'files',
    layout: 'lines',
    row: internvlRow,
    index: (parts) => {
      const train = parts.find(({ split }) => split === 'train')
      const meta = train && internvlMeta('maskscore_train', train.file, train.rows)
      return { 'meta.json': meta ?? {} }
    },
  }),
}

export const llava: Format = {
  id: 'llava',
  title: 'LLaVA: mask scoring',
  note: 'Conversations about groups of masks, image and numbered masks on one sheet, for LLaVA is shown one picture a row. The sheet makes them smaller.',
  export: scoreExport({ pictures: 'sheet', layout: 'list', row: llavaRow }),
}

export const qwenVl: Format = {
  id: 'qwen-vl',
  title: 'Qwen-VL: mask scoring',
  note: `Conversations about groups of masks for Qwen-VL's own trainer, ${asFiles}.`,
  export: scoreExport({ pictures: 'files', layout: 'lines', row: qwenRow }),
}

export const llamaFactory: Format = {
  id: 'llama-factory',
  title: 'LLaMA-Factory: mask scoring',
  note: `ShareGPT conversations about groups of masks, ${asFiles}; dataset_info.json names them.`,
  export: scoreExport({
    pictures: 'files',
    layout: 'list',
    row: llamaFactoryRow,
    index: (parts) => ({
      'dataset_info.json': llamaFactoryInfo(
        parts.map(({ split, file }) => ({ name: `maskscore_${split}`, file })),
      ),
    }),
  }),
}

export const msSwift: Format = {
  id: 'ms-swift',
  title: 'ms-swift: mask scoring',
  note: `Messages about groups of masks, ${asFiles}.`,
  export: scoreExport({ pictures: 'files', layout: 'lines', row: swiftRow }),
}

export const openaiChat: Format = {
  id: 'openai-chat',
  title: 'OpenAI chat: mask scoring',
  note: 'Chat messages about groups of masks with the pictures inside, at most 1024 pixels a side; for hosts that train on that form.',
  export: scoreExport({ pictures: 'inside', layout: 'lines', row: openaiRow }),
}
