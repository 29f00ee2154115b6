import type { Command } from 'commander'
import type { MllmCall } from '#rpc/schemas/mllm'
import type { Run } from '#rpc/schemas/pipeline'
import { settingChanges } from '#rpc/setting-changes'
import { connect } from './client.ts'
import { parseId } from './parsers.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

export function addRun(program: Command): void {
  const run = program.command('run').description('what one run of the pipeline was decided from')
  run
    .command('show')
    .argument('<project>', 'a .reaseg file')
    .argument('<id>', 'of a run, as “propose” prints it', parseId)
    .description('settings, what MLLMs said, candidates with their scores, costs')
    .option('--json', 'print one JSON document')
    .action(reporting(show))
  run
    .command('replay')
    .argument('<project>', 'a .reaseg file')
    .argument('<id>', 'of a run', parseId)
    .description('decide it again from recorded replies, without a network; kept as another run')
    .option('--json', 'print one JSON document')
    .action(reporting(replay))
}

async function show(project: string, id: number, _options: CommonOptions): Promise<Outcome> {
  const client = await connect(project, 'read')
  try {
    const run = await client.call('runs.get', { run: id })
    const calls = await client.call('runs.calls', { run: id })
    return { json: { run, calls }, text: runText(run, calls) }
  } finally {
    await client.close()
  }
}

async function replay(project: string, id: number, _options: CommonOptions): Promise<Outcome> {
  const client = await connect(project, 'write')
  try {
    const { run, differences } = await client.call('runs.replay', { run: id })
    const isSame = differences.length === 0
    const json = { run: id, replay: run.id, isSame, differences }
    const found = `run ${id} decides the same again (kept as run ${run.id})`
    const problem = `run ${id} decides otherwise (kept as run ${run.id}): ${differences.join(', ')}`
    return isSame ? { json, text: found } : { json, text: '', problems: [problem] }
  } finally {
    await client.close()
  }
}

/** All of a run for people, in the order it was decided. */
export function runText(run: Run, calls: readonly MllmCall[]): string {
  return [
    factsText(run),
    settingsText(run),
    ...(calls.length === 0 ? [] : [callsText(calls)]),
    ...(run.candidates.length === 0 ? [] : [candidatesText(run)]),
  ].join('\n\n')
}

function factsText(run: Run): string {
  const { reasoning, record, model, timings, prior, flags } = run
  const stages = Object.entries(timings)
  const all = stages.reduce((sum, [, time]) => sum + time, 0)
  const { spent, consistency, refinement } = record
  const found =
    reasoning.kind === 'absent'
      ? [['no target', reasoning.rationale]]
      : [
          ['target', [reasoning.target, ...reasoning.attributes].filter(Boolean).join(', ')],
          ['regions', reasoning.regions.length],
          ['rationale', reasoning.rationale],
        ]
  const rows = [
    ['sample', run.sampleId],
    ['made', run.createdAt],
    ...(run.isStale ? [['stale', 'the query was changed after it']] : []),
    ['segmenter', `${model.id} ${model.digest}`],
    ...found,
    ['prior', prior === null ? 'none' : prior.sources.join(' × ')],
    ['flags', flags.length === 0 ? 'none' : flags.join(', ')],
    ['stages', `${stages.map(([name, time]) => `${name} ${time.toFixed(0)} ms`).join(', ')}`],
    ['all stages', `${all.toFixed(0)} ms`],
    ...(spent === undefined
      ? []
      : [['spent', `${spent.calls} calls, ${spent.cached} cached, cost ${spent.cost.toFixed(6)}`]]),
    ...(typeof consistency?.score === 'number'
      ? [['consistency', consistency.score.toFixed(2)]]
      : []),
    ...(refinement === undefined ? [] : [['refinement', refinement.outcome]]),
  ] as [string, string | number][]
  return table([`run ${run.id}`, ''], rows)
}

function settingsText({ settings }: Run): string {
  const rows = settingChanges(settings).map(({ path, after, before }) => [
    path,
    JSON.stringify(after),
    JSON.stringify(before),
  ])
  if (rows.length === 0) return 'every setting is the default'
  return table(['setting', 'value', 'default'], rows)
}

function callsText(calls: readonly MllmCall[]): string {
  const rows = calls.map((call) => [
    call.id,
    call.stage,
    call.profile,
    call.model,
    call.tokens.input,
    call.tokens.output,
    call.cost.toFixed(6),
    Math.round(call.milliseconds),
    call.isCached ? 'cached' : `${call.tries}`,
    call.outcome,
  ])
  const head = ['call', 'stage', 'profile', 'model', 'in', 'out', 'cost', 'ms', 'tries', 'read']
  return table(head, rows)
}

function candidatesText({ candidates, record }: Run): string {
  const judged = new Map(record.judge?.scores.map((one) => [one.id, one]))
  const rows = candidates
    .toSorted((a, b) => a.rank - b.rank)
    .map((one) => [
      one.rank,
      one.id,
      one.score.toFixed(3),
      one.source,
      one.predictedIou.toFixed(3),
      one.stability?.toFixed(3) ?? null,
      ...(record.judge === undefined
        ? []
        : [
            judged.get(one.id)?.judge?.toFixed(3) ?? null,
            judged.get(one.id)?.geometric.toFixed(3) ?? null,
          ]),
      one.alikeOf,
      one.reason,
    ])
  const judge = record.judge === undefined ? [] : ['judge', 'geometric']
  const head = ['rank', 'id', 'score', 'source', 'predicted', 'stability', ...judge]
  return table([...head, 'alike', 'reason'], rows)
}
