import type { ErrorCode } from '#core/result'
import { ClientError } from '../rpc/client-error.ts'
import { useApp } from './app.ts'
import { showMllms } from './mllm-page.ts'
import { detailsOf, notify, type Notice } from './notices.ts'
import { announce, showTab, useView } from './view.ts'

const doing = 'Asking the MLLM'

/** Where what went wrong can be mended. */
export type AskMend = 'profiles' | 'limits' | 'again'

const mends: Partial<Record<ErrorCode | 'offline', AskMend>> = {
  limit_reached: 'limits',
  project_limit_reached: 'limits',
  mllm_refused: 'profiles',
  mllm_unreachable: 'profiles',
  not_found: 'profiles',
  bad_input: 'profiles',
}

/** What helps first against a failure of asking. */
export function mendOfAsking(error: unknown): AskMend {
  return (error instanceof ClientError ? mends[error.code] : undefined) ?? 'again'
}

/** The reasoning panel shows what ended the asking; where it is out of sight, a notice says so. */
export function tellAskFailure(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error)
  announce(`${doing} failed: ${reason}`)
  const { inspectorTab, isInspectorOpen } = useView.getState()
  const isInSight = inspectorTab === 'reasoning' && isInspectorOpen
  if (isInSight && useApp.getState().page === 'annotate') return
  const action: Notice['action'] =
    mendOfAsking(error) === 'profiles'
      ? { label: 'Open the MLLM settings', run: () => showMllms() }
      : { label: 'Look at it', run: () => showTab('reasoning') }
  notify({
    level: 'error',
    title: `${doing}: ${reason}`,
    hint: error instanceof ClientError ? error.hint : '',
    details: detailsOf(error, doing),
    action,
  })
}
