/** Hosts whose pages may be opened in the user's browser from the window. */
/** Papers, and the pages and licences of models (models/manifest). */
const externalHosts = [
  'github.com',
  'huggingface.co',
  'www.apache.org',
  'arxiv.org',
  'openaccess.thecvf.com',
  'aclanthology.org',
]

/** The only permissions granted; everything else the page asks for is denied. */
const grantedPermissions = ['clipboard-sanitized-write', 'fullscreen']

/** Whether a navigation stays within our own origin; anything unreadable does not. */
export function isOurUrl(url: string, origin: string): boolean {
  return URL.canParse(url) && new URL(url).origin === origin
}

/** https pages of known hosts only: arbitrary schemes in `openExternal` run programs. */
export function isExternalAllowed(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, username, password } = new URL(url)
  return (
    protocol === 'https:' && username === '' && password === '' && externalHosts.includes(hostname)
  )
}

export function isPermissionGranted(
  permission: string,
  requester: string,
  origin: string,
): boolean {
  return grantedPermissions.includes(permission) && isOurUrl(requester, origin)
}
