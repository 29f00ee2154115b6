import type { Format } from './format.ts'
import { readRefCoco } from './refcoco-read.ts'
import { fillRefCoco } from './refcoco-write.ts'

export const refCoco: Format = {
  id: 'refcoco',
  title: 'RefCOCO',
  note:
    'A folder with instances.json and refs.json, also RefCOCO, RefCOCO+, RefCOCOg and gRefCOCO as published (.p or .json): ' +
    'a sample a sentence. What has no target is in grefs.json. Outlines, exact too, are what refer.py reads; it knows no run lengths.',
  import: { takes: 'folder', read: readRefCoco },
  export: { kind: 'folder', options: ['segmentation', 'copyImages'], fill: fillRefCoco },
}
