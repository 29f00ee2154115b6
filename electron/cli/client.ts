import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { holderOf, type LockAddress } from '#electron/files/project-lock'
import { openApplication, type Application } from '#electron/usecases/application'
import { AppFailure } from '#models/failure'
import { contract, type Answer, type MethodName, type Params } from '#rpc/contract'
import { callPath } from '#rpc/paths'
import { errorSchema } from '#rpc/schemas/shared'
import { failure } from '#electron/files/failures'

/** The application's calls, wherever it runs. Every call throws AppFailure for an expected failure. */
export interface Client {
  call<M extends MethodName>(method: M, params: Params<M>): Promise<Answer<M>>
  close(): Promise<void>
}

/** A client that runs the use cases in this process. */
export interface LocalClient extends Client {
  readonly application: Application
}

export type Access = 'read' | 'write' | 'create'

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
    else await client.call('project.open', { path, readOnly: access === 'read' })
    return client
  } catch (error) {
    await client.close()
    throw error
  }
}

/** The application without a project. */
export function openLocal(): LocalClient {
  const application = openApplication({ mode: 'browser', processName: 'cli' })
  return {
    application,
    call: async (method, params) => valueOf(method, await application.call(method, params)),
    close: () => application.studio.close(),
  }
}

/** Hands calls to a live backend, which must still have the very project open. */
async function connectTo(address: LockAddress, project: string): Promise<Client> {
  const client: Client = {
    call: (method, params) => callOver(address, method, params),
    close: () => Promise.resolve(),
  }
  const info = await client.call('project.info', {})
  if (info !== null && (await realpath(info.path)) === (await realpath(project))) return client
  throw failure(
    'project_busy',
    `${project} is held by a running Reaseg Studio that has ${info?.path ?? 'nothing'} open`,
    'Try again, or close it there.',
  )
}

async function callOver<M extends MethodName>(
  address: LockAddress,
  method: M,
  params: Params<M>,
): Promise<Answer<M>> {
  const response = await fetch(`http://127.0.0.1:${address.port}${callPath}/${method}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${address.token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(params),
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
