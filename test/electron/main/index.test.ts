import { beforeEach, expect, test, vi } from 'vitest'
import type * as Fake from '../../fakes/electron.ts'

let fake: typeof Fake

beforeEach(async () => {
  vi.resetModules()
  fake = (await import('electron')) as unknown as typeof Fake
})

const boot = () => import('#electron/main/index')

test('what must stand before ready stands, in order', async () => {
  await boot()
  const names = fake.app.calls.map(([name]) => name)
  expect(names.slice(0, 2)).toEqual(['requestSingleInstanceLock', 'enableSandbox'])
  expect(fake.app.paths['userData']).toMatch(/Reaseg Studio$/)
  expect(fake.crashReporter.started).toEqual({ uploadToServer: false })
  if (process.platform === 'linux')
    expect(fake.app.calls).toContainEqual(['setDesktopName', 'org.reaseg.studio.desktop'])
  expect(fake.BrowserWindow.made).toEqual([])
})

test('a second start hands over and goes', async () => {
  fake.app.isOnlyInstance = false
  await boot()
  expect(fake.app.calls.map(([name]) => name)).toEqual(['requestSingleInstanceLock', 'quit'])
  expect(fake.app.listenerCount('second-instance')).toBe(0)
})

test('every page is guarded, quitting waits for the backend', async () => {
  await boot()
  const contents = new fake.FakeWebContents()
  fake.app.emit('web-contents-created', {}, contents)
  expect(contents.listenerCount('will-navigate')).toBe(1)
  const ended = new Promise<void>((resolve) => fake.app.once('fake-ended', resolve))
  fake.app.emit('window-all-closed')
  await ended
  const names = fake.app.calls.map(([name]) => name)
  expect(names.slice(-2)).toEqual(['quit prevented', 'quit'])
})

test('a file that macOS names before ready is taken', async () => {
  await boot()
  let isPrevented = false
  fake.app.emit('open-file', { preventDefault: () => (isPrevented = true) }, '/a.reaseg')
  expect(isPrevented).toBe(true)
})
