import { draftCounts, firstSample } from './demo-steps.ts'
import { callFrom, expect, test } from './harness.ts'

test('the whole path works by keyboard alone', async ({ page, pageErrors }) => {
  await page.getByRole('heading', { name: 'Reaseg Studio' }).waitFor()
  await page.keyboard.press('Tab')
  for (let i = 0; i < 10; i += 1) {
    const name = await page.evaluate(() => document.activeElement?.textContent ?? '')
    if (name.includes('Open the demo project')) break
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /^Tour/ }).waitFor()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: /^Candidate 1,/ })).toBeVisible({ timeout: 60_000 })

  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('button', { name: /^Candidate 1,/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await page.keyboard.press('Shift+Enter')
  const empty = 'the draft is not the empty mask any more'
  await expect.poll(async () => (await firstSample(page)).draft.cursor, empty).toBeGreaterThan(0)
  const before = await draftCounts(page)

  await page.keyboard.press('b')
  await page.getByRole('application', { name: 'Picture' }).focus()
  for (let i = 0; i < 6; i += 1) await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Enter')
  await expect.poll(() => draftCounts(page)).not.toBe(before)
  await page.keyboard.press('Control+z')
  await expect.poll(() => draftCounts(page)).toBe(before)

  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+s')
  await expect.poll(async () => (await firstSample(page)).saved !== null).toBe(true)

  await page.keyboard.press('Control+k')
  await page.keyboard.type('next sample')
  await page.keyboard.press('Enter')
  await page.keyboard.press('n')
  await expect
    .poll(async () => (await callFrom(page, 'samples.list', {})).rows.filter((row) => row.noTarget))
    .toHaveLength(1)
  expect(pageErrors).toEqual([])
})
