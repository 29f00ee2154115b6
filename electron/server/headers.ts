/** What a response is, for caching: pages and answers are never kept, hashed files for ever. */
export type ResponseKind = 'page' | 'api' | 'asset' | 'picture'

const cacheControl: Readonly<Record<ResponseKind, string>> = {
  page: 'no-store',
  api: 'no-store',
  asset: 'public, max-age=31536000, immutable',
  /** Kept by the browser, asked again each time with its ETag: an image file may change on disk. */
  picture: 'private, no-cache',
}

/**
 * The Content-Security-Policy. `devOrigin` (Vite's own server while developing) alone loosens it;
 * with null it is what ships.
 */
export function contentSecurityPolicy(devOrigin: string | null): string {
  const dev = devOrigin === null ? '' : ` ${devOrigin} ${devOrigin.replace(/^http/, 'ws')}`
  return [
    "default-src 'none'",
    `script-src 'self'${devOrigin === null ? '' : ` 'unsafe-inline' ${devOrigin}`}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self'${dev}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Every header that does not depend on the body. */
export function responseHeaders(kind: ResponseKind): Readonly<Record<string, string>> {
  return {
    'cache-control': cacheControl[kind],
    'content-security-policy': contentSecurityPolicy(null),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }
}
