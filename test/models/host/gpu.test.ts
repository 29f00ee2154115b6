import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openSegmenterHost } from '#models/host/client'
import type { HostNotice } from '#models/host/supervisor'
import { embeddedSegmenter } from '#models/registry'

const entry = fileURLToPath(new URL('../../fakes/model-host.ts', import.meta.url))
const run = { priority: 'run' } as const

test.each([
  ['on a GPU: it goes on on the CPU, and says so', 'some-gpu', 'some-gpu'],
  ['on the CPU: it stays there', 'cpu', null],
])('a host that dies %s', async (_name, provider, left) => {
  const notices: HostNotice[] = []
  const onNotice = (notice: HostNotice) => notices.push(notice)
  const card = embeddedSegmenter()
  const host = await openSegmenterHost({ card, cacheDir: '', provider, entry, onNotice })
  try {
    expect(await host.providers(run)).toEqual([provider])
    process.kill(host.pid!, 'SIGKILL')
    await expect.poll(() => notices).toMatchObject([{ kind: 'restarted', left }])
    expect(await host.providers(run)).toEqual(['cpu'])
  } finally {
    await host.close()
  }
})
