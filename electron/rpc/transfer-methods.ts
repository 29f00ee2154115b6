import { z } from 'zod'
import { method } from './method.ts'
import { sampleFilterSchema } from './schemas/project.ts'
import { emptySchema, idSchema, pathSchema } from './schemas/shared.ts'
import { exportOptionsSchema, exportPreviewSchema, formatInfoSchema } from './schemas/transfer.ts'

const jobStarted = z.object({ job: idSchema })
const formatId = z.string().max(40)
const exportParams = z.object({
  format: formatId,
  filter: sampleFilterSchema.prefault({}),
  options: exportOptionsSchema.prefault({}),
})

/** Data sets on their way in and out. */
export const transferMethods = {
  /** What data sets can be read and written as. */
  'transfer.formats': method(emptySchema, z.array(formatInfoSchema)),
  /** The accepted samples under the filter; the job's result is an ExportResult. */
  'transfer.export': method(
    exportParams.extend({ out: pathSchema, overwrite: z.boolean().default(false) }),
    jobStarted,
  ),
  /** What the first samples of an export would look like. */
  'transfer.preview': method(exportParams, exportPreviewSchema),
  /** A data set with its images; the job's result is an ImportResult. */
  'transfer.import': method(
    z.object({
      format: formatId,
      path: pathSchema,
      images: pathSchema,
      strict: z.boolean().default(false),
    }),
    jobStarted,
  ),
}
