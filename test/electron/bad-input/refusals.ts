import { expect } from 'vitest'
import { runStudio } from '../cli/run-studio.ts'

type Failed = { readonly error: { code: string; message: string; hint: string } }

/** A run that fails as it should: exit code 1, one document, one line, no stack. */
export async function refused(home: string, ...args: string[]): Promise<Failed['error']> {
  const run = await runStudio(home, [...args, '--json'])
  expect(run.exitCode).toBe(1)
  expect(run.stderr.trim().split('\n')).toHaveLength(1)
  const { error } = JSON.parse(run.stdout) as Failed
  expect(error.hint).not.toBe('')
  expect(error.message).not.toMatch(/went wrong inside|\bE[A-Z]{4,}:|\bat file:/)
  return error
}

/** What a call is refused with. */
export async function errorOf(promise: Promise<unknown>): Promise<Failed['error']> {
  try {
    await promise
  } catch (error) {
    return (error as Failed).error
  }
  throw new Error('it was not refused')
}
