import { z } from 'zod'
import { writingKinds, writingVerdicts } from '#core/dataset/generation'
import { method } from './method.ts'
import {
  askedCheckIds,
  proposalSchema,
  proposalStates,
  queryCheckIds,
  queryCheckSchema,
  writtenTextsSchema,
} from './schemas/authoring.ts'
import { sampleFilterSchema } from './schemas/project.ts'
import { idSchema, textSchema } from './schemas/shared.ts'

const profileName = z.string().max(60)

/** Queries: checked while they are written, and written by MLLMs for people to decide on. */
export const authoringMethods = {
  /** Everything that is known of the sample's query. */
  'checks.get': method(z.object({ sample: idSchema }), z.array(queryCheckSchema)),
  /** Asks an MLLM; the verdict is kept for this wording. */
  'checks.ask': method(
    z.object({ sample: idSchema, check: z.enum(askedCheckIds), profile: profileName }),
    z.array(queryCheckSchema),
  ),
  /** Why a check does not count for this wording; an empty note takes that back. */
  'checks.note': method(
    z.object({ sample: idSchema, check: z.enum(queryCheckIds), note: textSchema }),
    z.array(queryCheckSchema),
  ),
  /** Samples under the filter of whose checks one is bad, or warns: from what needs no MLLM, and what was asked. */
  'checks.list': method(
    z.object({
      filter: sampleFilterSchema.prefault({}),
      least: z.enum(['warn', 'bad']).default('bad'),
    }),
    z.object({
      checked: z.int(),
      found: z.array(
        z.object({ sample: idSchema, query: z.string(), checks: z.array(queryCheckSchema) }),
      ),
    }),
  ),

  /** A job: an MLLM writes for every accepted sample under the filter, another verifies. */
  'generate.start': method(
    z.object({
      kind: z.enum(writingKinds),
      writer: profileName,
      /** null: nothing is verified. */
      verifier: profileName.nullable().default(null),
      /** Of `questions`: the text model that finds what an answer names. */
      finder: z.string().max(100).nullable().default(null),
      filter: sampleFilterSchema.prefault({}),
      /** Samples, at most. */
      limit: z.int().min(1).max(100_000).default(100),
    }),
    z.object({ job: idSchema }),
  ),
  'proposals.list': method(
    z.object({
      state: z.enum(proposalStates).default('waiting'),
      verdict: z.enum(writingVerdicts).nullable().default(null),
      after: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(200).default(50),
    }),
    z.object({
      rows: z.array(proposalSchema),
      /** Of those waiting, by verdict. */
      counts: z.record(z.enum(writingVerdicts), z.int()),
      taken: z.int(),
      dropped: z.int(),
    }),
  ),
  /** Taken: a new sample, or the rationale of its sample. `texts` as the person left them. */
  'proposals.decide': method(
    z.object({
      proposal: idSchema,
      state: z.enum(proposalStates),
      texts: writtenTextsSchema.nullable().default(null),
    }),
    proposalSchema,
  ),
}
