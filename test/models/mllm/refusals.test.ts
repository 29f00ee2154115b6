import { describe, expect, test } from 'vitest'
import { refusal, statusOfKind } from '#models/mllm/host-refusal'
import { wordsOf } from '#models/mllm/host-words'

const refusedWith = (status: number, body: unknown) =>
  refusal({
    host: 'mllm.example',
    model: 'eye-1',
    status,
    words: wordsOf(typeof body === 'string' ? body : JSON.stringify(body)),
    waitMs: null,
  })

describe('what hosts say of themselves', () => {
  test.each([
    [
      { error: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' } },
      'Rate limit reached',
    ],
    [{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'Overloaded'],
    [[{ error: { code: 400, message: 'Bad part', status: 'INVALID_ARGUMENT' } }], 'Bad part'],
    [
      { error: 'model "x" not found, try pulling it first' },
      'model "x" not found, try pulling it first',
    ],
    [{ detail: 'Not Found' }, 'Not Found'],
    [{ message: 'no' }, 'no'],
    ['<html><title>502</title></html>', ''],
    ['', ''],
    ['null', ''],
    ['[]', ''],
    [{ error: null }, ''],
    [{ error: { message: { deep: 1 } } }, ''],
  ])('%j', (body, text) =>
    expect(wordsOf(typeof body === 'string' ? body : JSON.stringify(body)).text).toBe(text),
  )

  test('a long text is cut', () =>
    expect(wordsOf(JSON.stringify({ error: 'x'.repeat(900) })).text).toHaveLength(201))
})

describe('what a refusal means', () => {
  test.each([
    [400, { error: { message: 'API key not valid. Please pass a valid API key.' } }, /key/],
    [429, { error: { message: 'quota', code: 'insufficient_quota' } }, /credit/],
    [422, { detail: 'no pictures' }, /does not take the question/],
    [404, '404 page not found', /has no model “eye-1”/],
    [405, '', /has no model/],
  ])('%s %j', (status, body, words) => {
    const problem = refusedWith(status, body)
    expect(problem).toMatchObject({ code: 'mllm_refused', isPassing: false, status })
    expect(problem.message).toMatch(words)
    expect(problem.message).toContain(`(HTTP ${status})`)
  })

  test.each([
    [429, 'mllm_busy'],
    [503, 'mllm_busy'],
    [529, 'mllm_busy'],
    [408, 'mllm_unreachable'],
    [502, 'mllm_unreachable'],
    [504, 'mllm_unreachable'],
    [500, 'mllm_broken'],
    [520, 'mllm_broken'],
  ])('%s may pass', (status, code) =>
    expect(refusedWith(status, '')).toMatchObject({ code, isPassing: true }),
  )

  test.each([
    ['overloaded_error', 529],
    ['rate_limit_error', 429],
    ['RESOURCE_EXHAUSTED', 429],
    ['authentication_error', 401],
    ['UNAUTHENTICATED', 401],
    ['PERMISSION_DENIED', 403],
    ['NOT_FOUND', 404],
    ['request_too_large', 413],
    ['INVALID_ARGUMENT', 400],
    ['api_error', 500],
    ['', 500],
  ])('%s stands for %s', (kind, status) => expect(statusOfKind(kind)).toBe(status))
})
