import { z } from 'zod'
import { writingKinds, writingVerdicts } from '#core/dataset/generation'
import { idSchema, rleSchema, textSchema } from './shared.ts'

/** What is looked at beside a query. The last two are asked of an MLLM. */
export const queryCheckIds = [
  'leak',
  'duplicate',
  'language',
  'length',
  'ambiguous',
  'blind',
  'unique',
] as const
export const askedCheckIds = ['blind', 'unique'] as const

export const queryCheckSchema = z.object({
  check: z.enum(queryCheckIds),
  /** `unknown`: there is too little to tell by. `unasked`: nobody asked an MLLM about this wording. */
  verdict: z.enum(['ok', 'warn', 'bad', 'unknown', 'unasked']),
  why: z.string(),
  /** Why it does not count, and who said so; null where nobody did. */
  note: z.object({ text: z.string(), author: z.string() }).nullable(),
})
export type QueryCheckRow = z.infer<typeof queryCheckSchema>

export const writtenTextsSchema = z.object({
  query: textSchema,
  variants: z.array(textSchema).max(50),
  answer: textSchema,
  rationale: textSchema,
})
export type WrittenTexts = z.infer<typeof writtenTextsSchema>

export const proposalSchema = z.object({
  id: idSchema,
  kind: z.enum(writingKinds),
  image: z.object({
    id: idSchema,
    name: z.string(),
    digest: z.string(),
    size: z.object({ width: z.int(), height: z.int() }),
  }),
  /** The sample it was written for, or by which its image is told. */
  sample: idSchema,
  target: z.string(),
  mask: rleSchema,
  texts: writtenTextsSchema,
  verdict: z.enum(writingVerdicts),
  /** The verifier's own words; empty where none was asked. */
  reason: z.string(),
  writer: z.string(),
  verifier: z.string().nullable(),
  /** Ids of the calls behind it. */
  calls: z.array(idSchema),
  state: z.enum(['waiting', 'taken', 'dropped']),
})
export type Proposal = z.infer<typeof proposalSchema>

export const proposalStates = ['waiting', 'taken', 'dropped'] as const
