import { missing, usual, type MetricDefinition } from './metric-definition.ts'

export const overlapDefinitions = [
  {
    ...usual,
    id: 'iou',
    title: 'IoU',
    definition: 'pixels in both masks over pixels in either',
  },
  {
    ...usual,
    id: 'gIoU',
    title: 'gIoU',
    definition:
      'mean IoU over the samples (the mIoU of RefCOCO papers, not the box loss of that name)',
  },
  {
    ...usual,
    id: 'cIoU',
    title: 'cIoU',
    definition: 'sum of all intersections over sum of all unions (oIoU): large objects weigh more',
    emptyRule: `empty truths add to the unions only; all empty: 1; ${missing}`,
  },
  {
    ...usual,
    id: 'lisa.gIoU',
    title: 'gIoU, LISA',
    definition: 'sum of I / (U + 1e-5) over the samples, divided by N + 1e-5',
    variant: 'LISA',
    emptyRule: `U = 0 adds 1, so both empty: 1; ${missing}`,
    eps: '1e-5 in each IoU and in N',
  },
  {
    ...usual,
    id: 'lisa.cIoU',
    title: 'cIoU, LISA',
    definition: 'sum of all intersections over sum of all unions + 1e-10',
    variant: 'LISA',
    emptyRule: `empty truths add to the unions only; all empty: 0; ${missing}`,
    eps: '1e-10 below the line',
  },
  {
    ...usual,
    id: 'categoryMean',
    title: 'mean over categories',
    definition:
      'unweighted mean of the categories’ own values, for cIoU too, as ReasonSeg-SGDR prints its average',
    emptyRule: 'categories without samples are left out; how many took part is told',
  },
  {
    ...usual,
    id: 'precision',
    title: 'P@0.5 to P@0.9',
    definition: 'share of samples whose IoU is at least the number behind the @',
  },
  {
    ...usual,
    id: 'dice',
    title: 'Dice (F1)',
    definition: 'twice the shared pixels over the sum of both areas; mean over the samples',
  },
  {
    ...usual,
    id: 'pixelAccuracy',
    title: 'pixel accuracy',
    definition: 'share of pixels on which both masks agree',
    emptyRule: 'always defined unless every pixel is ignored',
  },
  {
    ...usual,
    id: 'priorIou',
    title: 'prior IoU',
    definition:
      'IoU of the truth with the places where the prior, bilinear at full size, is at least 0.5',
  },
] as const satisfies readonly MetricDefinition[]

export const boundaryDefinitions = [
  {
    ...usual,
    id: 'boundaryIou',
    title: 'boundary IoU',
    definition:
      'IoU of the masks’ inner bands, as wide as 2 % of the image’s diagonal; the image’s border counts as boundary',
    variant: 'boundary-iou-api, ratio 0.02, without the minimum with mask IoU',
    emptyRule: 'both bands empty: 1; one empty: 0',
  },
  {
    ...usual,
    id: 'boundaryF',
    title: 'boundary F',
    definition:
      'harmonic mean of the shares of each outline within 0.8 % of the image’s diagonal (rounded up) of the other; the image’s border is no outline',
    variant: 'DAVIS 2017',
    emptyRule: 'no outlines: 1; one without: 0',
  },
  {
    ...usual,
    id: 'hd95',
    title: 'HD95, pooled',
    definition:
      '95th percentile of the distances from each border pixel to the other mask’s border, both directions together',
    variant: 'medpy: pooled, linear interpolation',
    emptyRule: 'both empty: 0; one empty: none, left out of the mean and counted',
    unit: 'pixels',
    isHigherBetter: false,
  },
  {
    ...usual,
    id: 'hd95.directed',
    title: 'HD95, larger direction',
    definition: 'the larger of the two 95th percentiles, one a direction',
    variant: 'surface-distance, unweighted',
    emptyRule: 'both empty: 0; one empty: none, left out of the mean and counted',
    unit: 'pixels',
    isHigherBetter: false,
  },
] as const satisfies readonly MetricDefinition[]

export const detectionDefinitions = [
  {
    ...usual,
    id: 'ap',
    title: 'mask AP',
    definition:
      'mean over IoU 0.5 to 0.95 in steps of 0.05 and over categories of the precision at 101 recalls; with one mask and no real score a query it depends on an arbitrary order: read P@ instead',
    variant: 'COCOeval, at most 100 detections an image',
    emptyRule: 'no truth to find: none; two empty masks overlap by 0 here',
    ignoreRule: 'crowds and objects beyond the area range are neither right nor wrong',
    eps: '2.2e-16 in the precision',
  },
  {
    ...usual,
    id: 'noTargetAccuracy',
    title: 'N-acc',
    definition: 'share of the samples without a target that were found to have none',
    variant: 'gRefCOCO; said by an empty mask unless the file says otherwise',
    emptyRule: 'no such samples: none',
  },
  {
    ...usual,
    id: 'targetAccuracy',
    title: 'T-acc',
    definition: 'share of the samples with a target that were not said to have none',
    variant: 'gRefCOCO; said by an empty mask unless the file says otherwise',
    emptyRule: 'no such samples: none',
  },
  {
    ...usual,
    id: 'gref.gIoU',
    title: 'gIoU, gRefCOCO',
    definition:
      'mean IoU; without a target 1 where that was said, else 0; 0 where a target was denied',
    variant: 'gRefCOCO',
    emptyRule: 'decided by what was said, not by the mask',
  },
  {
    ...usual,
    id: 'gref.cIoU',
    title: 'cIoU, gRefCOCO',
    definition:
      'sum of intersections over sum of unions; a target that was denied adds the union of both masks, a mask without a target its area',
    variant: 'gRefCOCO',
    emptyRule: 'found no-target samples add nothing',
  },
  {
    ...usual,
    id: 'top1',
    title: 'top-1 IoU',
    definition: 'mean IoU of the candidate of highest score, of equal scores the first',
    emptyRule: 'samples without candidates are left out and counted',
  },
  {
    ...usual,
    id: 'top3',
    title: 'top-3 IoU (oracle)',
    definition:
      'mean of the highest true IoU among the three candidates of highest score: an oracle, not to be compared with systems that give one mask',
    emptyRule: 'samples without candidates are left out and counted',
  },
] as const satisfies readonly MetricDefinition[]
