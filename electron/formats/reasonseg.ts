import type { Format } from './format.ts'
import { readReasonSeg } from './reasonseg-read.ts'
import { fillReasonSeg } from './reasonseg-write.ts'

export const reasonSeg: Format = {
  id: 'reasonseg',
  title: 'ReasonSeg',
  note:
    'LISA’s own folders train, val and test: beside each picture, as JPEG, a JSON file with query and outlines, exact to ' +
    'the pixel, that LabelMe opens, too. A sample without a split goes to train; several of one image get a copy each.',
  import: { takes: 'folder', read: readReasonSeg },
  export: { kind: 'folder', options: [], fill: fillReasonSeg },
}
