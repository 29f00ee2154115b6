import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type * as Fake from '../../fakes/electron.ts'

let fake: typeof Fake
let file: string

beforeEach(async () => {
  vi.resetModules()
  fake = (await import('electron')) as unknown as typeof Fake
  file = join(mkdtempSync(join(tmpdir(), 'reaseg-shell-')), 'shell.json')
})

describe('the GPU process', () => {
  const crash = (type = 'GPU', reason = 'crashed') =>
    fake.app.emit('child-process-gone', {}, { type, reason, exitCode: 5 })
  const watch = async (log: (line: string) => void = () => {}) =>
    (await import('#electron/main/gpu-watch')).watchGpu(file, log)
  const ended = () => new Promise<void>((resolve) => fake.app.once('fake-ended', resolve))

  test('at the third crash it is remembered, with what else the file held, and a new start made', async () => {
    writeFileSync(file, '{"later": 1}')
    await watch()
    const end = ended()
    crash()
    crash()
    expect(fake.app.calls).toEqual([])
    crash()
    await end
    expect(fake.app.calls.map(([name]) => name)).toEqual(['relaunch', 'quit'])
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ later: 1, crashingGpu: '' })
  })
  test('the next start goes without it', async () => {
    writeFileSync(file, '{"crashingGpu": ""}')
    await watch()
    expect(fake.app.calls).toEqual([['disableHardwareAcceleration']])
    for (let i = 0; i < 5; i++) crash()
    expect(fake.app.calls).toHaveLength(1)
  })
  test('another version of Electron tries again', async () => {
    writeFileSync(file, '{"crashingGpu": "1.2.3"}')
    await watch()
    expect(fake.app.calls).toEqual([])
  })
  test('other processes and clean ends do not count', async () => {
    const lines: string[] = []
    await watch((line) => lines.push(line))
    for (let i = 0; i < 5; i++) crash('Utility')
    for (let i = 0; i < 5; i++) crash('GPU', 'clean-exit')
    expect(fake.app.calls).toEqual([])
    expect(lines).toHaveLength(5)
  })
  test('a broken file is put aside', async () => {
    writeFileSync(file, '{"crashingGpu"')
    await watch()
    expect(fake.app.calls).toEqual([])
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe('{"crashingGpu"')
  })
})

describe('the window', () => {
  const watch = async () => {
    const window = new fake.BrowserWindow({})
    const problems: string[] = []
    const { watchWindow } = await import('#electron/main/window-watch')
    watchWindow(window as never, { onProblem: (title) => problems.push(title), log: () => {} })
    return { window, problems }
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

  test('a crashed page is loaded again three times, then given up', async () => {
    const { window, problems } = await watch()
    const crash = () =>
      window.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 1 })
    for (let i = 0; i < 3; i++) crash()
    expect([window.webContents.reloads, problems.length]).toEqual([3, 0])
    crash()
    expect([window.webContents.reloads, problems]).toEqual([3, ['The window keeps crashing']])
  })
  test('a page that ended by itself is left alone', async () => {
    const { window } = await watch()
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 })
    expect(window.webContents.reloads).toBe(0)
  })
  test.each([
    ['refused', -102, true, 1],
    ['replaced by another navigation', -3, true, 0],
    ['in a frame inside', -102, false, 0],
  ])('a load that failed: %s', async (_name, code, isMainFrame, expected) => {
    const { window, problems } = await watch()
    window.webContents.emit('did-fail-load', {}, code, 'ERR', 'http://127.0.0.1/', isMainFrame)
    expect(problems).toHaveLength(expected)
  })
  test.each([
    ['wait', 0, 0],
    ['reload', 1, 1],
  ])('a hanging window asks once: %s', async (_name, response, crashes) => {
    const { window } = await watch()
    fake.dialog.response = response
    window.emit('unresponsive')
    window.emit('unresponsive')
    await settled()
    expect(fake.dialog.asked).toHaveLength(1)
    expect(window.webContents.forcedCrashes).toBe(crashes)
  })
  test('the question goes away when the window is back', async () => {
    const { window } = await watch()
    fake.dialog.response = 1
    window.emit('unresponsive')
    window.emit('responsive')
    await settled()
    expect((fake.dialog.asked[0]!['signal'] as AbortSignal).aborted).toBe(true)
    expect(window.webContents.forcedCrashes).toBe(0)
  })
})

describe('the guards', () => {
  const ours = 'http://127.0.0.1:4711'
  const guard = async (origin: string | null = ours) => {
    const contents = new fake.FakeWebContents()
    const actions: string[] = []
    const { guardContents } = await import('#electron/main/guards')
    guardContents(
      contents as never,
      () => origin,
      (action) => actions.push(action),
    )
    const tryTo = (event: string, url: string) => {
      let isPrevented = false
      contents.emit(event, { url, preventDefault: () => (isPrevented = true) })
      return !isPrevented
    }
    return { contents, actions, tryTo }
  }

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])(
    '%s stays at home',
    async (event) => {
      const { tryTo } = await guard()
      expect(tryTo(event, `${ours}/x`)).toBe(true)
      expect(tryTo(event, 'https://example.org/')).toBe(false)
      expect((await guard(null)).tryTo(event, `${ours}/x`)).toBe(false)
    },
  )
  test('no view inside, no further window, known pages to the browser', async () => {
    const { contents, tryTo } = await guard()
    expect(tryTo('will-attach-webview', '')).toBe(false)
    expect(contents.openHandler?.({ url: 'https://arxiv.org/abs/1' })).toEqual({ action: 'deny' })
    expect(contents.openHandler?.({ url: 'file:///etc/passwd' })).toEqual({ action: 'deny' })
    expect(fake.shell.opened).toEqual(['https://arxiv.org/abs/1'])
  })
  test('links of the problem page act without leaving it', async () => {
    const { contents, actions, tryTo } = await guard(null)
    contents.mainFrame.url = 'data:text/html;charset=utf-8,x'
    expect(tryTo('will-navigate', 'https://reaseg.invalid/open-without-project')).toBe(false)
    expect(actions).toEqual(['open-without-project'])
  })
  test('the session grants what is listed to our pages alone', async () => {
    const { guardSession } = await import('#electron/main/guards')
    const session = fake.session.fromPartition('x')
    guardSession(session as never, () => ours)
    const ask = (permission: string, requestingUrl: string) => {
      let isGranted: unknown = null
      const answer = (value: boolean) => (isGranted = value)
      session.requestHandler?.(...([null, permission, answer, { requestingUrl }] as never[]))
      const check = session.checkHandler?.(...([null, permission, requestingUrl] as never[]))
      return [isGranted, check]
    }
    expect(ask('fullscreen', `${ours}/`)).toEqual([true, true])
    expect(ask('media', `${ours}/`)).toEqual([false, false])
    expect(ask('fullscreen', 'https://example.org/')).toEqual([false, false])
    expect(session.deviceHandler?.()).toBe(false)
  })
})
