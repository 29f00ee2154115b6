import { Command, CommanderError } from 'commander'
import { fail } from '#core/result'
import { findPlaces } from '#electron/files/places'
import { addAccept } from './accept.ts'
import { addBenchmark } from './benchmark.ts'
import { addCheck } from './check.ts'
import { addBundle } from './bundle.ts'
import { addDemo } from './demo.ts'
import { addEmbed } from './embed.ts'
import { addEvaluate } from './evaluate.ts'
import { addExport } from './export.ts'
import { addGenerate } from './generate.ts'
import { addImport } from './import.ts'
import { addInfo } from './info.ts'
import { addInit } from './init.ts'
import { addMerge } from './merge.ts'
import { addMllm } from './mllm.ts'
import { addModels } from './models.ts'
import { addPredictions } from './predictions.ts'
import { addPriors } from './priors.ts'
import { addPropose } from './propose.ts'
import { addQuery } from './query.ts'
import { reportError } from './report.ts'
import { addReview } from './review.ts'
import { addRun } from './run.ts'
import { addSamples } from './samples.ts'
import { addSchema } from './schema.ts'
import { addSegment } from './segment.ts'
import { addServe } from './serve.ts'
import { addSplit } from './split.ts'

const commands = [
  addInit,
  addInfo,
  addImport,
  addQuery,
  addSamples,
  addSegment,
  addPriors,
  addPropose,
  addRun,
  addReview,
  addCheck,
  addGenerate,
  addAccept,
  addExport,
  addPredictions,
  addEvaluate,
  addSplit,
  addMerge,
  addBundle,
  addEmbed,
  addModels,
  addMllm,
  addBenchmark,
  addSchema,
  addServe,
  addDemo,
]

await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<void> {
  const asJson = argv.includes('--json')
  const program = new Command('studio')
    .description('The headless twin of Reaseg Studio: the same work on the same project files.')
    .version(findPlaces().version)
    .showHelpAfterError('(--help shows what there is)')
  for (const add of commands) add(program)
  leaveToUs(program, asJson)
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return
    // Without --json commander has said it on standard error already.
    if (asJson) {
      const message = error.message.replace(/^error: /, '')
      reportError(fail('wrong_usage', message, '--help shows what there is.').error, true)
    }
    process.exitCode = 2
  }
}

/** Wrong usage comes back as an exception instead of ending the process with commander's own code. */
function leaveToUs(command: Command, asJson: boolean): void {
  command.exitOverride()
  if (asJson) command.configureOutput({ writeErr: () => undefined })
  for (const child of command.commands) leaveToUs(child, asJson)
}
