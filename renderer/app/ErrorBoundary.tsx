import { Component, type ErrorInfo, type ReactNode } from 'react'
import { call } from '../rpc/client.ts'
import { ErrorText } from '../ui/ErrorText.tsx'

type Props = { readonly children: ReactNode }
type State = { readonly error: Error | null }

/** Catches faults of drawing; what was saved is in the backend, so that reloading loses nothing. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: Error): State {
    return { error }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    const stack = `${error.stack ?? ''}\n${info.componentStack ?? ''}`.slice(0, 20_000)
    // The report is best effort: the fault itself is already on screen.
    call('errors.report', { message: error.message.slice(0, 20_000), stack }).catch(() => {})
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <main className="app plain">
        <ErrorText doing="Drawing the window" error={error} onRetry={() => location.reload()} />
      </main>
    )
  }
}
