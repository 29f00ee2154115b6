import { openDemo, stopJobs } from './demo-steps.ts'
import { callFrom, expect, test } from './harness.ts'
import { seriousFindings } from './serious-findings.ts'

test('the Dataset page counts, leads to the samples behind a bar, and divides them', async ({
  page,
  pageErrors,
}) => {
  await openDemo(page)
  await stopJobs(page)
  const { rows } = await callFrom(page, 'samples.list', {})
  await callFrom(page, 'annotations.noTarget', { sample: rows[0]!.id })

  await page.getByRole('button', { name: 'Dataset', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Accepted rank' })).toBeVisible()
  expect(await seriousFindings(page), 'plots').toEqual([])
  await page.getByText('tables', { exact: true }).click()
  const status = page.getByRole('region', { name: 'Status' })
  await expect(status.getByRole('row', { name: /^accepted 1 1/ })).toBeVisible()
  expect(await seriousFindings(page), 'tables').toEqual([])
  await page.getByRole('region', { name: 'Accepted rank' }).getByText('no target').click()
  await expect(page.getByRole('button', { name: 'Accepted rank: no target ✕' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'all 1', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Accepted rank: no target ✕' }).click()

  await page.getByRole('button', { name: 'Dataset', exact: true }).click()
  await page.getByRole('button', { name: 'Splits', exact: true }).click()
  await page.getByText('Accepted samples alone').click()
  await page.emulateMedia({ colorScheme: 'light' })
  expect(await seriousFindings(page), 'splits').toEqual([])
  await page.getByRole('button', { name: `Divide ${rows.length}` }).click()
  await expect(page.getByRole('button', { name: 'Nothing to change' })).toBeVisible()
  const inTrain = async () =>
    (await callFrom(page, 'samples.list', { filter: { split: 'train' } })).total
  expect(await inTrain()).toBeGreaterThan(rows.length / 2)
  await page.getByRole('button', { name: 'Put back' }).first().click()
  await expect.poll(inTrain).toBe(0)
  expect(pageErrors).toEqual([])
})
