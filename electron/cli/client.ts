import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { holderOf, type LockAddress } from '#electron/files/project-lock'
import { openApplication, type Application } from '#electron/usecases/application'
import { AppFailure, failure } from '#models/failure'
import { contract, type Answer, type MethodName, type Params } from '#rpc/contract'
import { callPath } from '#rpc/paths'
import { errorSchema } from '#rpc/schemas/shared'

/** The application's calls, wherever it runs. Every call throws AppFailure for an expected failure. */
export interface Client {
  call<M extends MethodName>(method: M, params: Params<M>): Promise<Answer<M>>
  close(): Promise<void>
}

/** A client that runs the use cases in this process. */
export interface LocalClient extends Client {
  readonly application: Application
}

/** `export` changes next to nothing in the project: one that cannot be written to is read. */
export type Access = 'read' | 'write' | 'create' | 'export'

/**
 * The one-writer rule: a live backend that holds the project gets the calls; with none, the project is opened
 * here and its lock taken. Reading takes no lock, so it works beside any writer.
 */
export async function connect(project: string, access: Access): Promise<Client> {
  const path = resolve(project)
  const holder = await holderOf(path)
  if (holder !== null && holder.port !== 0 && access !== 'create') return connectTo(holder, path)
  const client = openLocal()
  try {
    if (access === 'create') await client.call('project.create', { path })
    else await open(client, path, access)
    return client
  } catch (error) {
    await client.close()
    throw error
  }
}

async function open(client: Client, path: string, access: Access): Promise<void> {
  try {
    await client.call('project.open', { path, readOnly: access === 'read' })
  } catch (error) {
    const isReadOnly = error instanceof AppFailure && error.error.code === 'project_read_only'
    if (access !== 'export' || !isReadOnly) throw error
    await client.call('project.open', { path, readOnly: true })
  }
}

/** The application without a project. */
export function openLocal(options: { readonly embeddingsDir?: string } = {}): LocalClient {
  const application = openApplication({ mode: 'browser', processName: 'cli', ...options })
  return {
    application,
    call: async (method, params) => valueOf(method, await application.call(method, params)),
    close: () => application.studio.close(),
  }
}

/** Hands calls to a live backend, which must still have the very project open. */
async function connectTo(address: LockAddress, project: string): Promise<Client> {
  const client: Client = {
    call: (method, params) => callOver(address, { method, params }),
    close: () => Promise.resolve(),
  }
  const signal = AbortSignal.timeout(firstAnswerMs)
  const info = await callOver(address, { method: 'project.info', params: {}, signal })
  if (info !== null && (await realpath(info.path)) === (await realpath(project))) return client
  throw failure(
    'project_busy',
    `${project} is held by a running Reaseg Studio that has ${info?.path ?? 'nothing'} open`,
    'Try again, or close it there.',
  )
}

/** One that lives answers sooner; later calls may take as long as their work. */
const firstAnswerMs = 20_000

async function callOver<M extends MethodName>(
  address: LockAddress,
  call: { readonly method: M; readonly params: Params<M>; readonly signal?: AbortSignal },
): Promise<Answer<M>> {
  const { method, params, signal } = call
  const response = await fetch(`http://127.0.0.1:${address.port}${callPath}/${method}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${address.token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(params),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    throw failure(
      'project_busy',
      `The running Reaseg Studio does not answer (port ${address.port}): ${String(error)}`,
      'Close its window, or end it, and try again.',
    )
  })
  return valueOf(method, replySchema.parse(await response.json()))
}

const replySchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: errorSchema }),
])

/** Answers are held against the contract: another version of the backend may be running. */
function valueOf<M extends MethodName>(method: M, reply: z.infer<typeof replySchema>): Answer<M> {
  if (!reply.ok) throw new AppFailure(reply.error)
  return contract[method].result.parse(reply.value) as Answer<M>
}
