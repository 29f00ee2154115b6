import { afterEach, describe, expect, test, vi } from 'vitest'
import { mayFetch, mirrored } from '#models/download/addresses'
import { fetchFile } from '#models/download/fetch-file'
import { SpeedMeter, type FetchProgress } from '#models/download/speed'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDownloadServer } from '../../fakes/download-server.ts'

afterEach(() => vi.unstubAllEnvs())

describe('mirrors', () => {
  const url = 'https://hub.example/a/b/resolve/1/x.onnx'
  test.each([
    [null, url],
    ['https://mirror.example', 'https://mirror.example/a/b/resolve/1/x.onnx'],
    ['http://nas:8080/models/', 'http://nas:8080/models/a/b/resolve/1/x.onnx'],
    ['https://mirror.example/hub?x=1', 'https://mirror.example/hub/a/b/resolve/1/x.onnx'],
  ])('%s', (mirror, expected) => expect(mirrored(url, mirror)).toBe(expected))
})

describe('who may send a file', () => {
  test.each([
    ['https://a.example/x', 'https://hub.example/x', false, true],
    ['http://hub.example/x', 'https://hub.example/x', false, false],
    ['http://hub.example/x', 'http://hub.example/x', false, false],
    ['http://nas/x', 'http://nas/y', true, true],
    ['http://other/x', 'http://nas/y', true, false],
    ['http://nas:81/x', 'http://nas/y', true, false],
    ['http://127.0.0.1:99/x', 'http://localhost:98/x', false, true],
    ['http://[::1]:99/x', 'http://127.0.0.1/x', false, true],
    ['http://127.0.0.1/x', 'https://hub.example/x', false, false],
    ['http://hub.example/x', 'http://127.0.0.1/x', false, false],
    ['file:///etc/hosts', 'https://hub.example/x', true, false],
    ['ftp://hub.example/x', 'ftp://hub.example/x', true, false],
  ])('%s after %s, mirror %s: %s', (url, first, isMirror, may) => {
    expect(mayFetch(new URL(url), new URL(first), isMirror)).toBe(may)
  })

  test('a proxy of the environment is never asked for this machine', async () => {
    const server = await startDownloadServer(Buffer.alloc(50, 8))
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'])
      vi.stubEnv(name, 'http://127.0.0.1:9')
    for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, '')
    const path = join(await mkdtemp(join(tmpdir(), 'reaseg-proxy-')), 'x.onnx')
    const url = `${server.origin}/ranged/x.onnx`
    await fetchFile({ url, path, bytes: null, sha256: null }, { tries: 1 })
    expect((await readFile(path)).length).toBe(50)
    await server.close()
  })
})

describe('speed', () => {
  /** Told progress for `[milliseconds, received]` pairs. */
  function tell(...counts: readonly (readonly [number, number])[]): readonly FetchProgress[] {
    const told: FetchProgress[] = []
    let now = 0
    const meter = new SpeedMeter(
      (progress) => told.push(progress),
      () => now,
    )
    counts.forEach(([at, received], i) => {
      now = at
      meter.count(received, 9000, i === counts.length - 1)
    })
    return told
  }

  test('told at most ten times a second, and at the end', () => {
    const told = tell([0, 0], [50, 10], [99, 20], [100, 30], [150, 40])
    expect(told.map(({ received }) => received)).toEqual([0, 30, 40])
  })

  test('bytes over seconds, of the last few only', () => {
    expect(tell([0, 0], [1000, 500]).at(-1)!.bytesPerSecond).toBe(500)
    const steps = Array.from(
      { length: 11 },
      (_, i) => [i * 1000, i < 5 ? 0 : (i - 5) * 100] as const,
    )
    expect(tell(...steps).at(-1)!.bytesPerSecond).toBe(100)
  })

  test('a stall is told: it goes down to nothing, and up again when more comes', () => {
    vi.useFakeTimers()
    const speeds: number[] = []
    const meter = new SpeedMeter(({ bytesPerSecond }) => speeds.push(bytesPerSecond), Date.now)
    const stop = meter.watch()
    for (let received = 0; received <= 4000; received += 500) {
      meter.count(received, 9000)
      vi.advanceTimersByTime(500)
    }
    expect(speeds.at(-1)).toBe(1000)
    speeds.length = 0
    vi.advanceTimersByTime(6000)
    expect(speeds.length).toBeGreaterThanOrEqual(5)
    expect(speeds).toEqual(speeds.toSorted((a, b) => b - a))
    expect(speeds.at(-1)).toBe(0)
    meter.count(5000, 9000)
    expect(speeds.at(-1)).toBeGreaterThan(0)
    stop()
    speeds.length = 0
    vi.advanceTimersByTime(6000)
    expect(speeds).toEqual([])
    vi.useRealTimers()
  })

  test('what was on the disk before is no speed, and beginning anew is no negative one', () => {
    expect(tell([0, 8000], [1000, 8100]).at(-1)!.bytesPerSecond).toBe(100)
    expect(tell([0, 8000], [1000, 0], [2000, 50]).at(-1)!.bytesPerSecond).toBe(50)
  })
})
