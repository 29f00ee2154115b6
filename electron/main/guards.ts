import { shell, type Session, type WebContents } from 'electron'
import { isExternalAllowed, isOurUrl, isPermissionGranted } from './policies.ts'
import { readProblemAction, type ProblemAction } from './problem-page.ts'

/** Keeps a web contents on our origin: no foreign navigation, no new windows, no webviews. */
export function guardContents(
  contents: WebContents,
  origin: () => string | null,
  onAction: (action: ProblemAction) => void,
): void {
  const stay = (event: { preventDefault(): void }, url: string) => {
    const ours = origin()
    if (ours === null || !isOurUrl(url, ours)) event.preventDefault()
  }
  contents.on('will-navigate', (event) => {
    stay(event, event.url)
    const action = readProblemAction(contents.getURL(), event.url)
    if (action !== null) onAction(action)
  })
  contents.on('will-frame-navigate', (event) => stay(event, event.url))
  contents.on('will-redirect', (event) => stay(event, event.url))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalAllowed(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}

/** Permissions are granted automatically where no handler stands: all three stand here. */
export function guardSession(session: Session, origin: () => string | null): void {
  const isGranted = (permission: string, requester: string) => {
    const ours = origin()
    return ours !== null && isPermissionGranted(permission, requester, ours)
  }
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(isGranted(permission, details.requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, requester) =>
    isGranted(permission, requester),
  )
  session.setDevicePermissionHandler(() => false)
}
