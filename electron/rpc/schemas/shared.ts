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

/**
 * All fields optional, without their defaults: what is left out stays as it is. (`partial()` alone keeps the defaults,
 * and so would reset every field not given.)
 */
export function patchOf<S extends z.ZodObject>(
  schema: S,
): z.ZodType<Partial<z.output<S>>, Partial<z.input<S>>> {
  const shape: Record<string, z.ZodType> = {}
  for (const [name, field] of Object.entries(schema.shape)) {
    const hasDefault = field instanceof z.ZodDefault || field instanceof z.ZodPrefault
    const bare = hasDefault ? field.unwrap() : field
    shape[name] = (bare as z.ZodType).exactOptional()
  }
  return z.object(shape) as unknown as z.ZodType<Partial<z.output<S>>, Partial<z.input<S>>>
}
