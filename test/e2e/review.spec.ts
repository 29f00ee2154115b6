import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { callFrom, expect, test } from './harness.ts'
import { openDemo, stopJobs } from './demo-steps.ts'

const key = (page: Page, name: string) => page.keyboard.press(name)

async function workAs(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Annotator:/ }).click()
  await page.getByRole('menuitem', { name: 'Another name…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Who works here?' })
  await dialog.getByRole('textbox', { name: 'New name' }).fill(name)
  await dialog.getByRole('button', { name: 'Work as this' }).click()
  await expect(page.getByRole('button', { name: `Annotator: ${name}` })).toBeVisible()
}

/** With its candidates. */
async function isOpen(page: Page, sample: number): Promise<void> {
  await expect(page.locator(`#sample-${sample}`)).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('button', { name: /^Candidate 1,/ })).toBeVisible()
}

async function goTo(page: Page, title: 'Annotate' | 'Review'): Promise<void> {
  const pages = page.getByRole('navigation', { name: 'Pages' })
  await pages.getByRole('button', { name: title, exact: true }).click()
}

test('one accepts, another gives a second opinion, a third judges blind, and agreement tells', async ({
  page,
  pageErrors,
}) => {
  test.setTimeout(240_000)
  await openDemo(page)
  await stopJobs(page)
  const accepted = async () => (await callFrom(page, 'review.queue', {})).total

  const listed = (await callFrom(page, 'samples.list', {})).rows
  const [first, second] = listed.map(({ id }) => id)
  const secondQuery = listed[1]?.query
  await workAs(page, 'Ada')
  await key(page, '1')
  await key(page, 'Enter')
  await isOpen(page, second!)
  await key(page, '1')
  await key(page, 'Enter')
  await expect.poll(accepted).toBe(2)
  const { rows } = await callFrom(page, 'review.queue', { order: 'oldest' })
  expect(rows.map(({ row }) => row.id)).toEqual([first, second])
  expect(rows[0]).toMatchObject({ annotator: 'Ada', clicks: 1 })

  await workAs(page, 'Ben')
  await page.locator(`#sample-${first}`).click()
  await isOpen(page, first!)
  await key(page, 'Shift+O')
  await expect(page.getByText('Second opinion by Ben.')).toBeVisible()
  await key(page, '2')
  await key(page, 'Enter')
  const opinions = async () =>
    (await callFrom(page, 'review.state', { sample: first! })).opinions.map((one) => one.annotator)
  await expect.poll(opinions).toEqual(['Ben'])

  await workAs(page, 'Rex')
  await goTo(page, 'Review')
  await expect(page.getByRole('option')).toHaveCount(2)
  await key(page, 'Shift+B')
  await expect(page.getByText('Blind: names, the ranking')).toBeVisible()
  await expect(page.getByText('Ada')).toHaveCount(0)
  await page.getByRole('combobox', { name: 'Order' }).click()
  await page.getByRole('option', { name: 'oldest first' }).click()
  await page
    .getByRole('listbox', { name: /^Waiting/ })
    .getByRole('option')
    .first()
    .click()
  await key(page, 'r')
  await expect(page.getByText('1 waiting · 1 reviewed')).toBeVisible()
  await expect(page.getByRole('heading', { name: secondQuery! })).toBeVisible()
  await key(page, 'c')
  await page.keyboard.type('the rim is missing')
  await key(page, 'Control+Enter')
  await expect(page.getByText('0 waiting · 2 reviewed')).toBeVisible()
  const judged = await callFrom(page, 'review.state', { sample: second! })
  expect(judged).toMatchObject({
    reviews: [{ reviewer: 'Rex', verdict: 'fix', isBlind: true }],
    comments: [{ author: 'Rex', text: 'the rim is missing' }],
    assignments: [{ annotator: 'Ada', role: 'annotate', doneAt: null }],
  })
  await page.getByRole('button', { name: 'take back' }).click()
  await expect(page.getByText('1 waiting · 1 reviewed')).toBeVisible()

  await page.getByRole('button', { name: 'Agreement' }).click()
  const report = await callFrom(page, 'review.agreement', {})
  expect(report.samples).toMatchObject([{ row: { id: first }, raters: ['Ada', 'Ben'] }])
  const cell = page
    .getByRole('table', { name: /^Mean IoU/ })
    .getByRole('button')
    .first()
  await expect(cell).toHaveText(report.overall!.iou.toFixed(2))
  await page
    .getByRole('table', { name: 'Samples' })
    .getByRole('button', { name: `${first}` })
    .click()
  await expect(page.getByRole('heading', { name: /Second opinions · 1/ })).toBeVisible()
  await page.getByRole('button', { name: 'show what changed' }).first().click()
  await expect(page.locator('.difference-key')).toContainText('came')

  await divide(page, listed.length)
  const out = join(await mkdtemp(join(tmpdir(), 'reaseg-e2e-')), 'ReasonSeg')
  await exportAs(page, 'ReasonSeg', out)
  const { split } = (await callFrom(page, 'samples.get', { sample: first! })).row
  expect(await readdir(join(out, split!))).toContainEqual(expect.stringMatching(/\.json$/))
  expect(pageErrors).toEqual([])
})

async function divide(page: Page, samples: number): Promise<void> {
  const pages = page.getByRole('navigation', { name: 'Pages' })
  await pages.getByRole('button', { name: 'Dataset', exact: true }).click()
  await page.getByRole('button', { name: 'Splits', exact: true }).click()
  await page.getByText('Accepted samples alone').click()
  await page.getByRole('button', { name: `Divide ${samples}` }).click()
  await expect(page.getByRole('button', { name: 'Nothing to change' })).toBeVisible()
}

async function exportAs(page: Page, format: string, out: string): Promise<void> {
  await page.keyboard.press('Control+e')
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByRole('combobox', { name: 'Format' }).click()
  await page.getByRole('option', { name: format, exact: true }).click()
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(out)
  await dialog.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(dialog.getByText('2 samples written.')).toBeVisible()
  await expect(dialog.getByText('Nothing was lost.').or(dialog.getByText('losses:'))).toBeVisible()
}
