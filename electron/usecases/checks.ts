import { setImmediate } from 'node:timers/promises'
import { checkQuery, type CheckedQuery } from '#core/dataset/query-checks'
import type { QueryIndex } from '#core/dataset/query-index'
import { listCheckNotes, listCheckVerdicts, setCheckNote } from '#electron/store/query-checks'
import { openSampleIndex } from '#electron/store/sample-index'
import { getSample, readSamples, type SampleRecord } from '#electron/store/samples'
import type { MethodName } from '#rpc/contract'
import { askedCheckIds, type QueryCheckRow } from '#rpc/schemas/authoring'
import { askCheck } from './check-asked.ts'
import type { OpenProject } from './open-project.ts'
import { queryIndexes } from './query-indexes.ts'
import type { Studio } from './studio.ts'
import type { UseCases } from './use-cases.ts'

type CheckMethod = Extract<MethodName, `checks.${string}`>

export const checkHandlers = {
  'checks.get': (studio, { sample }) => checksOf(studio, sample),
  async 'checks.ask'(studio, { sample, check, profile }) {
    await askCheck(studio, { sample, check, profile })
    return checksOf(studio, sample)
  },
  async 'checks.note'(studio, { sample, check, note }) {
    const project = studio.project()
    const { fields } = await getSample(project.db, sample)
    const author = studio.settings.get().annotator
    await setCheckNote(project.writer(), { sample, check, query: fields.query }, { note, author })
    return checksOf(studio, sample)
  },
  async 'checks.list'(studio, { filter, least }) {
    const project = studio.project()
    const samples = await openSampleIndex(project.db, filter)
    const found: { sample: number; query: string; checks: QueryCheckRow[] }[] = []
    const indexes = await queryIndexes(project)
    for (let at = 0; at < samples.total; at += page)
      for (const record of await readSamples(project.db, await samples.page(at, page))) {
        await setImmediate()
        const rows = await rowsOf(project, record, indexes)
        const checks = rows.filter((row) => row.note === null && isAtLeast(row.verdict, least))
        if (checks.length > 0)
          found.push({ sample: record.row.id, query: record.fields.query, checks })
      }
    return { checked: samples.total, found }
  },
} satisfies Pick<UseCases, CheckMethod>

const page = 500

function isAtLeast(verdict: QueryCheckRow['verdict'], least: 'warn' | 'bad'): boolean {
  return verdict === 'bad' || (least === 'warn' && verdict === 'warn')
}

/** Throws AppFailure `not_found`. */
async function checksOf(studio: Studio, sample: number): Promise<QueryCheckRow[]> {
  const project = studio.project()
  return rowsOf(project, await getSample(project.db, sample), await queryIndexes(project))
}

/** What was asked or noted of another wording does not count any more. */
async function rowsOf(
  { db }: OpenProject,
  { row, fields, imageId }: SampleRecord,
  indexes: readonly QueryIndex[],
): Promise<QueryCheckRow[]> {
  const { query, isSentence, target, synonyms } = fields
  const checked: CheckedQuery = {
    id: row.id,
    image: imageId,
    text: query,
    isSentence,
    target,
    synonyms,
  }
  const looked = checkQuery(checked, { indexes, language: null })
  const verdicts = await listCheckVerdicts(db, row.id)
  const asked = askedCheckIds.map((check) => {
    const said = verdicts.find((one) => one.checkId === check && one.query === query)
    if (said === undefined) return { check, verdict: 'unasked' as const, why: unasked[check] }
    return { check, verdict: said.verdict, why: `${said.profile}: ${said.why}` }
  })
  const notes = await listCheckNotes(db, row.id)
  return [...looked, ...asked].map((one) => {
    const note = notes.find((other) => other.checkId === one.check && other.query === query)
    return { ...one, note: note === undefined ? null : { text: note.note, author: note.author } }
  })
}

const unasked = {
  blind: 'an MLLM can try to answer it without the picture',
  unique: 'an MLLM can look for everything in the picture that answers it',
} as const
