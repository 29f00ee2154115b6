import { z } from 'zod'
import { imageBox } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import { errorCodes } from '#core/result'

const finite = z.number()

export const sizeSchema = z.object({ width: z.int().positive(), height: z.int().positive() })

export const imagePointSchema = z
  .object({ x: finite, y: finite })
  .transform(({ x, y }) => imagePoint(x, y))

export const imageBoxSchema = z
  .object({ x0: finite, y0: finite, x1: finite, y1: finite })
  .transform(({ x0, y0, x1, y1 }) => imageBox(x0, y0, x1, y1))

/** Shape only; whether the runs fit the size is checked by `parseRle` where the mask is used. */
export const rleSchema = z.object({
  size: z.tuple([z.int().positive(), z.int().positive()]).readonly(),
  counts: z.string().max(50_000_000),
})

export const errorSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  hint: z.string(),
})

export const idSchema = z.int().positive()
export const emptySchema = z.object({})
export const doneSchema = z.object({ done: z.literal(true) })
export const pathSchema = z.string().min(1).max(32_767)
export const textSchema = z.string().max(20_000)
