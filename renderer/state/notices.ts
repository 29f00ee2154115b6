import { ClientError, isCancelled } from '../rpc/client-error.ts'

/** Something the annotator is told in passing. */
export type Notice = {
  readonly level: 'info' | 'success' | 'warning' | 'error'
  readonly title: string
  readonly hint: string
  /** What “Copy details” copies; null where there is nothing more to know. */
  readonly details: string | null
  readonly action: { readonly label: string; readonly run: () => void } | null
}

type Listener = (notice: Notice) => void
const listeners = new Set<Listener>()

export function onNotice(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function notify(notice: Partial<Notice> & Pick<Notice, 'level' | 'title'>): void {
  const whole: Notice = { hint: '', details: null, action: null, ...notice }
  for (const listener of listeners) listener(whole)
}

/** Says what failed, why, and what to do; a cancelled call says nothing. */
export function notifyError(error: unknown, doing: string): void {
  if (isCancelled(error)) return
  const isKnown = error instanceof ClientError
  const reason = error instanceof Error ? error.message : String(error)
  notify({
    level: 'error',
    title: `${doing}: ${reason}`,
    hint: isKnown
      ? error.hint
      : 'This is a fault of the application. Copy the details into a report.',
    details: detailsOf(error, doing),
  })
}

export function detailsOf(error: unknown, doing: string): string {
  const lines = [`while: ${doing}`]
  if (error instanceof ClientError) lines.push(`code: ${error.code}`, `hint: ${error.hint}`)
  lines.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return lines.join('\n')
}

/** Runs work started by a gesture; its failure becomes a notice. */
export function attempt(doing: string, work: () => Promise<unknown>): void {
  work().catch((error: unknown) => notifyError(error, doing))
}
