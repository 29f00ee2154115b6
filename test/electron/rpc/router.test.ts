import { describe, expect, test } from 'vitest'
import { fail } from '#core/result'
import { AppFailure } from '#models/failure'
import { contract } from '#rpc/contract'
import { createRouter, type Handlers } from '#rpc/router'

const bugs: unknown[] = []

function routerWith(handlers: Partial<Handlers>, checkAnswers = false) {
  return createRouter(handlers as Handlers, { onBug: (_, error) => bugs.push(error), checkAnswers })
}

describe('a call', () => {
  test('is answered with defaults filled in', async () => {
    const call = routerWith({
      'images.list': async (params) => ({ total: params.limit, rows: [] }),
    })
    expect(await call('images.list', {})).toEqual({ ok: true, value: { total: 200, rows: [] } })
  })

  test.each([
    ['an unknown method', 'no.such', {}, 'unknown_method'],
    ['a name of Object itself', 'toString', {}, 'unknown_method'],
    ['a missing field', 'samples.get', {}, 'bad_input'],
    ['a wrong type', 'samples.get', { sample: '1' }, 'bad_input'],
    ['not an object', 'samples.get', 'x', 'bad_input'],
  ])('with %s', async (_, method, params, code) => {
    const answer = await routerWith({})(method, params)
    expect(answer).toMatchObject({ ok: false, error: { code } })
  })

  test('names the first wrong field', async () => {
    const answer = await routerWith({})('samples.add', { image: 1, fields: { query: 5 } })
    expect(answer).toMatchObject({ error: { message: expect.stringContaining('fields.query') } })
  })

  test('an expected failure keeps code, message and hint', async () => {
    const error = fail('no_project', 'none', 'open one').error
    const call = routerWith({
      'project.close': async () => {
        throw new AppFailure(error)
      },
    })
    expect(await call('project.close', {})).toEqual({ ok: false, error })
  })

  test('a bug is told without its stack and given to the log', async () => {
    const call = routerWith({
      'project.close': async () => {
        throw new TypeError('x is not a function')
      },
    })
    const answer = await call('project.close', {})
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(answer)).not.toContain('router.test.ts')
    expect(bugs.at(-1)).toBeInstanceOf(TypeError)
  })

  test('an answer against the contract is a bug where answers are checked', async () => {
    const call = routerWith({ 'jobs.list': async () => [{ id: 'x' }] as never }, true)
    expect(await call('jobs.list', {})).toMatchObject({ error: { code: 'internal' } })
  })
})

test('a patch changes only what it names', () => {
  expect(contract['samples.edit'].params.parse({ sample: 1, fields: { query: 'x' } })).toEqual({
    sample: 1,
    fields: { query: 'x' },
  })
  expect(contract['settings.save'].params.parse({ theme: 'dark' })).toEqual({ theme: 'dark' })
})
