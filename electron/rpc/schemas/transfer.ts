import { z } from 'zod'

/** What may be said about an export; each format uses those that mean something to it and says which. */
export const exportOptionsSchema = z.object({
  /** COCO: exact run lengths, or outlines. */
  segmentation: z.enum(['rle', 'polygon']).default('rle'),
  /** Whether the pictures are copied along. */
  copyImages: z.boolean().default(false),
  /** Mask scoring: candidates a group. */
  groupSize: z.int().min(2).max(10).default(5),
  /** Mask scoring: a short last group is filled with empty masks, flagged. */
  padGroups: z.boolean().default(false),
  /** Mask scoring: whether answers think aloud first, do not, or one in two does. */
  thinking: z.enum(['with', 'without', 'mixed']).default('mixed'),
  /** Mask scoring: whether the true mask is shown among the candidates, in test groups too. */
  trueMask: z.boolean().default(false),
  /** Mask scoring: order of the candidates. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(0),
})
export type ExportOptions = z.infer<typeof exportOptionsSchema>
export type ExportOption = keyof ExportOptions

const optionNames = exportOptionsSchema.keyof()

export const formatInfoSchema = z.object({
  id: z.string(),
  title: z.string(),
  note: z.string(),
  /** What is chosen to read it; null where it cannot be read. */
  import: z.enum(['file', 'folder']).nullable(),
  export: z
    .object({
      kind: z.enum(['file', 'folder']),
      /** With its dot; empty for a folder. */
      extension: z.string(),
      options: z.array(optionNames),
    })
    .nullable(),
})
export type FormatInfo = z.infer<typeof formatInfoSchema>

export const exportPreviewSchema = z.object({
  samples: z.int(),
  files: z.array(
    z.object({
      name: z.string(),
      bytes: z.int(),
      /** Its first lines; null for what is no text. */
      text: z.string().nullable(),
    }),
  ),
  losses: z.array(z.object({ sample: z.int(), what: z.string(), iou: z.number().nullable() })),
})
export type ExportPreview = z.infer<typeof exportPreviewSchema>
