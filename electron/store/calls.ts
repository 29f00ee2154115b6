import type { Selectable } from 'kysely'
import { failure } from '#models/failure'
import type { MllmReply } from '#models/mllm/mllm-ports'
import type { MllmCall, Spending } from '#rpc/schemas/mllm'
import { inTransaction, type ReadDb, type WriteDb } from './database.ts'
import type { CallsTable } from './tables.ts'
import { nowText } from './values.ts'

/** A reply that can be used again. */
export type KeptReply = Pick<MllmReply, 'text' | 'finish' | 'tokens' | 'milliseconds'>

export type NewCall = Omit<MllmCall, 'id' | 'run' | 'createdAt'> & {
  /** Names the question: `replies.key`. */
  readonly key: string
}

/** What was replied to a question before; null where nothing was. `unreadToo`: also what could not be read. */
export async function findReply(
  db: ReadDb,
  key: string,
  unreadToo = false,
): Promise<KeptReply | null> {
  const row = await db.selectFrom('replies').selectAll().where('key', '=', key).executeTakeFirst()
  if (row === undefined || (row.isReadable === 0 && !unreadToo)) return null
  return {
    text: row.text,
    finish: row.finish as KeptReply['finish'],
    tokens: { input: row.inputTokens, output: row.outputTokens },
    milliseconds: row.milliseconds,
  }
}

/** Kept as soon as it is paid for: a run that ends half-way pays for none of it twice. */
export async function keepReply(db: WriteDb, key: string, reply: KeptReply): Promise<void> {
  const { text, finish, tokens, milliseconds } = reply
  const values = {
    text,
    finish,
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    milliseconds,
    isReadable: 1,
    createdAt: nowText(),
  }
  await inTransaction(db, (inside) =>
    inside
      .insertInto('replies')
      .values({ key, ...values })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
      .execute(),
  )
}

/** A reply that could not be read is no answer to the next who asks; it is kept for a replay of its run. */
export async function markUnreadable(db: WriteDb, key: string): Promise<void> {
  await inTransaction(db, (inside) =>
    inside.updateTable('replies').set({ isReadable: 0 }).where('key', '=', key).execute(),
  )
}

export async function addCall(db: WriteDb, call: NewCall): Promise<number> {
  return inTransaction(db, async (inside) => {
    const { id } = await inside
      .insertInto('calls')
      .values(rowFromCall(call))
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })
}

/** Says how a call's reply was read. */
export async function setOutcome(db: WriteDb, id: number, outcome: string): Promise<void> {
  await inTransaction(db, (inside) =>
    inside.updateTable('calls').set({ outcome }).where('id', '=', id).execute(),
  )
}

/** Once a run is stored, its calls belong to it. */
export async function giveCallsToRun(
  db: WriteDb,
  run: number,
  calls: readonly number[],
): Promise<void> {
  if (calls.length === 0) return
  await inTransaction(db, (inside) =>
    inside.updateTable('calls').set({ runId: run }).where('id', 'in', calls).execute(),
  )
}

/** Throws AppFailure `not_found`. */
export async function getCall(db: ReadDb, id: number): Promise<MllmCall> {
  const row = await db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw failure('not_found', `There is no call ${id} in this project.`)
  return callFromRow(row)
}

/** In the order they were made. */
export async function listCalls(db: ReadDb, run: number): Promise<MllmCall[]> {
  const rows = await db
    .selectFrom('calls')
    .selectAll()
    .where('runId', '=', run)
    .orderBy('id')
    .execute()
  return rows.map(callFromRow)
}

/** Of the whole project, or of the calls named. */
export async function readSpending(db: ReadDb, calls?: readonly number[]): Promise<Spending> {
  const all = db
    .selectFrom('calls')
    .select(({ fn, eb }) => [
      fn.countAll<number>().as('calls'),
      fn.coalesce(fn.sum<number>('isCached'), eb.lit(0)).as('cached'),
      fn.coalesce(fn.sum<number>('cost'), eb.lit(0)).as('cost'),
      fn
        .coalesce(
          fn.sum<number>(eb.case().when('isCached', '=', 0).then(eb.ref('inputTokens')).end()),
          eb.lit(0),
        )
        .as('input'),
      fn
        .coalesce(
          fn.sum<number>(eb.case().when('isCached', '=', 0).then(eb.ref('outputTokens')).end()),
          eb.lit(0),
        )
        .as('output'),
    ])
  const chosen = calls === undefined ? all : all.where('id', 'in', [0, ...calls])
  return chosen.executeTakeFirstOrThrow()
}

function rowFromCall(call: NewCall) {
  return {
    sampleId: call.sample,
    runId: null,
    stage: call.stage,
    profile: call.profile,
    model: call.model,
    requestJson: JSON.stringify(call.request),
    replyKey: call.key,
    reply: call.reply,
    outcome: call.outcome,
    isCached: call.isCached ? 1 : 0,
    inputTokens: call.tokens.input,
    outputTokens: call.tokens.output,
    cost: call.cost,
    milliseconds: call.milliseconds,
    tries: call.tries,
    createdAt: nowText(),
  }
}

function callFromRow(row: Selectable<CallsTable>): MllmCall {
  return {
    id: row.id,
    sample: row.sampleId,
    run: row.runId,
    stage: row.stage as MllmCall['stage'],
    profile: row.profile,
    model: row.model,
    request: JSON.parse(row.requestJson) as MllmCall['request'],
    reply: row.reply,
    outcome: row.outcome,
    isCached: row.isCached === 1,
    tokens: { input: row.inputTokens, output: row.outputTokens },
    cost: row.cost,
    milliseconds: row.milliseconds,
    tries: row.tries,
    createdAt: row.createdAt,
  }
}
