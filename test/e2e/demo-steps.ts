import type { Page } from '@playwright/test'
import type { SampleDetail } from '#rpc/schemas/annotation'
import { callFrom, expect } from './harness.ts'

/** Opens the demo project, skips the tour and waits for the first sample's candidates. */
export async function openDemo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open the demo project' }).click()
  await page.getByRole('button', { name: 'Skip the tour' }).click()
  await expect(page.getByRole('button', { name: /^Candidate 1,/ })).toBeVisible({ timeout: 60_000 })
}

/** Ends the demo's own proposals, so that nothing else is at work on the machine. */
export async function stopJobs(page: Page): Promise<void> {
  for (const { id, state } of await callFrom(page, 'jobs.list', {}))
    if (state === 'running' || state === 'queued') await callFrom(page, 'jobs.cancel', { job: id })
}

/** The first sample as the backend has it. */
export async function firstSample(page: Page): Promise<SampleDetail> {
  const { rows } = await callFrom(page, 'samples.list', {})
  return callFrom(page, 'samples.get', { sample: rows[0]!.id })
}

/** The draft mask of the first sample, as the backend has it. */
export async function draftCounts(page: Page): Promise<string> {
  return (await firstSample(page)).draft.target.counts
}

/** A drag on the picture; places are shares of its width and height. */
export async function dragOnPicture(
  page: Page,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const box = (await page.getByRole('application', { name: 'Picture' }).boundingBox())!
  const at = ([x, y]: readonly [number, number]) =>
    [box.x + box.width * x, box.y + box.height * y] as const
  await page.mouse.move(...at(from))
  await page.mouse.down()
  await page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]), { steps: 4 })
  await page.mouse.move(...at(to), { steps: 4 })
  await page.mouse.up()
}
