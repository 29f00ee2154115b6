import { cocoPanoptic } from './coco-panoptic.ts'
import { cocoResults } from './coco-results.ts'
import { cvat } from './cvat.ts'
import type { Format } from './format.ts'
import { hf } from './hf.ts'
import { labelStudio } from './label-studio.ts'
import { labelme } from './labelme.ts'
import { lisaPlus } from './lisa-plus.ts'
import { maskScoring } from './mask-scoring.ts'
import { masks } from './masks.ts'
import { reasonSeg } from './reasonseg.ts'
import { refCoco } from './refcoco.ts'
import { internvl, llamaFactory, llava, msSwift, openaiChat, qwenVl } from './score-trainers.ts'
import { mmr, muse } from './seg-answers.ts'
import { segZero } from './seg-zero.ts'
import { verl } from './verl.ts'
import { voc } from './voc.ts'
import { yolo } from './yolo.ts'

/** Every dataset format, in the order lists show them. */
export const formats: readonly Format[] = [
  reasonSeg,
  refCoco,
  lisaPlus,
  muse,
  mmr,
  masks,
  labelme,
  cvat,
  labelStudio,
  voc,
  yolo,
  cocoPanoptic,
  cocoResults,
  hf,
  maskScoring,
  internvl,
  llava,
  qwenVl,
  llamaFactory,
  msSwift,
  openaiChat,
  verl,
  segZero,
]
