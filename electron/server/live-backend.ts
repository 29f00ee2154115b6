import { z } from 'zod'
import type { LockAddress } from '#electron/files/project-lock'
import { originOf } from './policy.ts'

const linkSchema = z.object({ ok: z.literal(true), value: z.object({ url: z.string() }) })

/** A fresh login link of the backend that holds a project; null where it does not answer. */
export async function askForLink(address: LockAddress): Promise<string | null> {
  try {
    const response = await fetch(`${originOf(address.port)}/login`, {
      method: 'POST',
      headers: { authorization: `Bearer ${address.token}` },
      signal: AbortSignal.timeout(5_000),
    })
    return linkSchema.parse(await response.json()).value.url
  } catch {
    return null
  }
}
