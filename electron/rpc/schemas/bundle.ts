import { z } from 'zod'
import { leftOutSchema } from './project.ts'

export const bundleResultSchema = z.object({
  written: z.string(),
  images: z.int(),
  bytes: z.int(),
  leftOut: z.array(leftOutSchema),
})
export type BundleResult = z.infer<typeof bundleResultSchema>

export const unpackResultSchema = z.object({
  /** Path of the project file. */
  project: z.string(),
  images: z.int(),
  leftOut: z.array(leftOutSchema),
})
export type UnpackResult = z.infer<typeof unpackResultSchema>
