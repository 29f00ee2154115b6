import { describe, expect, test } from 'vitest'
import { isExternalAllowed, isOurUrl, isPermissionGranted } from '#electron/main/policies'

const origin = 'http://127.0.0.1:4711'

describe('navigation stays on our origin', () => {
  test.each([
    ['our page', 'http://127.0.0.1:4711/', true],
    ['our path', 'http://127.0.0.1:4711/images/1/preview', true],
    ['another port', 'http://127.0.0.1:4712/', false],
    ['another name of the same address', 'http://localhost:4711/', false],
    ['https', 'https://127.0.0.1:4711/', false],
    ['credentials in front of a foreign host', 'http://127.0.0.1:4711@evil.example/', false],
    ['file', 'file:///etc/passwd', false],
    ['not a URL', 'javascript', false],
    ['script', 'javascript:alert(1)', false],
  ])('%s', (_name, url, allowed) => {
    expect(isOurUrl(url, origin)).toBe(allowed)
  })
})

describe('links that may leave the window', () => {
  test.each([
    ['a paper', 'https://arxiv.org/abs/2506.04277', true],
    ['plain http', 'http://arxiv.org/abs/2506.04277', false],
    ['unknown host', 'https://example.org/', false],
    ['a host that only ends alike', 'https://notgithub.com/', false],
    ['credentials', 'https://user:pass@github.com/', false],
    ['a program scheme', 'ms-msdt:/id PCWDiagnostic', false],
    ['nothing', '', false],
  ])('%s', (_name, url, allowed) => {
    expect(isExternalAllowed(url)).toBe(allowed)
  })
})

describe('permissions', () => {
  test.each([
    ['copying text', 'clipboard-sanitized-write', `${origin}/`, true],
    ['full screen', 'fullscreen', `${origin}/`, true],
    ['reading the clipboard', 'clipboard-read', `${origin}/`, false],
    ['camera', 'media', `${origin}/`, false],
    ['copying from a foreign frame', 'clipboard-sanitized-write', 'https://example.org/', false],
  ])('%s', (_name, permission, requester, granted) => {
    expect(isPermissionGranted(permission, requester, origin)).toBe(granted)
  })
})
