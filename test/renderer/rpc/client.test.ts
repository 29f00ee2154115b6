import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AppError } from '#core/result'
import { call, mendCallsBy } from '../../../renderer/rpc/client.ts'

const refusal: AppError = { code: 'consent_needed', message: 'far is away', hint: 'agree' }

/** Refuses so many calls, then answers. */
function refuse(times: number): { readonly count: () => number } {
  let count = 0
  vi.stubGlobal('fetch', () =>
    Promise.resolve(
      new Response(
        JSON.stringify(
          ++count <= times ? { ok: false, error: refusal } : { ok: true, value: ['a'] },
        ),
      ),
    ),
  )
  return { count: () => count }
}

const ask = () => call('mllm.remove', { name: 'far' }).catch((error: unknown) => error)

afterEach(() => {
  mendCallsBy(() => Promise.resolve(null))
  vi.unstubAllGlobals()
})

describe('a call that failed', () => {
  it('fails as it did where nothing mends it', async () => {
    const sent = refuse(1)
    expect(await ask()).toMatchObject({ code: 'consent_needed', hint: 'agree' })
    expect(sent.count()).toBe(1)
  })

  it('is sent again each time it was mended', async () => {
    const sent = refuse(2)
    const told: string[] = []
    mendCallsBy((error) => {
      told.push(error.code)
      return Promise.resolve('again')
    })
    // The answer has another shape than the contract's: it got through.
    expect(await ask()).toMatchObject({ code: 'internal' })
    expect(told).toEqual(['consent_needed', 'consent_needed'])
    expect(sent.count()).toBe(3)
  })

  it('counts as cancelled where the user gave it up', async () => {
    const sent = refuse(1)
    mendCallsBy(() => Promise.resolve('given-up'))
    expect(await ask()).toMatchObject({ code: 'cancelled' })
    expect(sent.count()).toBe(1)
  })
})
