import type { Page } from '@playwright/test'
import { mllmProfileSchema } from '#rpc/schemas/mllm'
import { startMllmServer, type MllmServer } from '../fakes/mllm-server/server.ts'
import { openDemo } from './demo-steps.ts'
import { callFrom, expect, test } from './harness.ts'

const words = 'dishes'

test('a batch from the filtered list is paused, gone on with, and its runs are looked at', async ({
  page,
  pageErrors,
}) => {
  const server = await startMllmServer()
  try {
    await openDemo(page)
    await cancelBatchOfDemo(page)
    await filterList(page)
    await page
      .getByRole('listbox', { name: 'Samples, 2', exact: true })
      .getByRole('option')
      .first()
      .click()
    await expect(page.getByRole('heading', { name: /^“Which of the dishes/ })).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('button', { name: /^Candidate 1,/ })).toBeVisible()
    await askWith(page, server)

    await filterList(page)
    await page.getByRole('button', { name: 'Propose for many…' }).click()
    await expect(page.getByRole('radio', { name: /as filtered: with “dishes”/ })).toBeChecked()
    await page.getByRole('button', { name: 'Propose for 2 samples' }).click()
    const figures = page.getByRole('status').filter({ hasText: 'of 2 samples' })
    await expect(figures).toContainText('1 of 2')
    await expect(figures).toContainText('left')
    const buttons = page.locator('.run-buttons')
    await buttons.getByRole('button', { name: 'Pause' }).click()
    await expect(page.getByText(/^Paused; what is done is kept/)).toBeVisible()
    await expect(figures).not.toContainText('left')
    await buttons.getByRole('button', { name: 'Go on' }).click()
    await expect(page.getByRole('heading', { name: 'Done · 2' })).toBeVisible()
    await expect(figures).toContainText('2 of 2')
    expect(server.asked.filter(({ misbehaviour }) => misbehaviour === null)).not.toHaveLength(0)

    await page.getByRole('group', { name: 'Samples done, 2' }).getByRole('button').first().click()
    await expect(page.getByRole('heading', { name: 'Questions to MLLMs · 1' })).toBeVisible()
    const [latest, first] = await runsOfOpen(page)
    await expect(page.getByRole('heading', { name: `Run ${latest}` })).toBeVisible()
    await page.getByRole('button', { name: 'Compare' }).click()
    await page.getByRole('menuitem', { name: `Run ${first}` }).click()
    const compared = page.getByRole('heading', { name: `Run ${latest} beside run ${first}` })
    await expect(compared).toBeVisible()
    await expect(page.getByRole('row', { name: 'reasoner mllm human' })).toBeVisible()
    expect(pageErrors).toEqual([])
  } finally {
    await server.close()
  }
})

/** The demo begins with a batch over all its samples. */
async function cancelBatchOfDemo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await page.getByRole('button', { name: 'Batches' }).click()
  const batch = page.getByRole('region', { name: 'Batch', exact: true })
  await batch.getByRole('button', { name: 'Cancel' }).click()
  await expect(batch.getByText(/^Cancelled; what is done is kept/)).toBeVisible()
  await expect(batch.getByRole('status')).not.toContainText('left')
  await expect(batch.getByRole('alert')).toHaveCount(0)
  await page.getByRole('button', { name: 'Annotate' }).click()
}

async function filterList(page: Page): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search the samples' }).fill(words)
  await expect(page.getByRole('listbox', { name: 'Samples, 2', exact: true })).toBeVisible()
}

/** The project's reasoner is the fake MLLM, one question at a time and in no hurry. */
async function askWith(page: Page, server: MllmServer): Promise<void> {
  const profile = mllmProfileSchema.parse({
    name: 'Eye',
    dialect: 'openai',
    url: server.url('openai'),
    model: 'fake-eye',
    concurrency: 1,
  })
  await callFrom(page, 'mllm.save', { profile, was: null })
  const settings = await callFrom(page, 'project.settings', {})
  const reason = { ...settings.reason, profile: 'Eye' }
  await callFrom(page, 'project.saveSettings', { ...settings, reasoner: 'mllm', reason })
  server.pace(15)
  await page.reload()
  await expect(page.getByRole('application', { name: 'Picture' })).toBeVisible()
}

/** Of the first sample under the filter, latest first. */
async function runsOfOpen(page: Page): Promise<readonly number[]> {
  const { rows } = await callFrom(page, 'samples.list', { filter: { search: words } })
  const runs = await callFrom(page, 'runs.list', { sample: rows[0]!.id })
  return runs.map(({ id }) => id)
}
