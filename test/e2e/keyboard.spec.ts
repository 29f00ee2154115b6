import type { Page } from '@playwright/test'
import { draftCounts, firstSample } from './demo-steps.ts'
import { callFrom, expect, test } from './harness.ts'

/** Presses Tab until the element in focus is the one looked for. */
async function tabTo(page: Page, isIt: (element: Element | null) => boolean): Promise<void> {
  const source = `(${isIt.toString()})(document.activeElement)`
  for (let i = 0; i < 200; i += 1) {
    if ((await page.evaluate(source)) === true) return
    await page.keyboard.press('Tab')
  }
  throw new Error('not reached by Tab')
}

test('the whole path works by keyboard alone', async ({ page, pageErrors }) => {
  await page.getByRole('heading', { name: 'Reaseg Studio' }).waitFor()
  await tabTo(
    page,
    (element) => element?.matches('button') === true && element.textContent.includes('demo'),
  )
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /^Tour/ }).waitFor()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: /^Candidate 1,/ })).toBeVisible({ timeout: 60_000 })

  await expect(page.getByRole('dialog', { name: /^Tour/ })).toBeHidden()
  const pressed = (rank: number) =>
    expect(page.getByRole('button', { name: new RegExp(`^Candidate ${rank},`) })).toHaveAttribute(
      'aria-pressed',
      'true',
    )
  await page.keyboard.press('1')
  await pressed(1)
  await page.keyboard.press('ArrowRight')
  await pressed(2)
  await page.keyboard.press('ArrowLeft')
  await pressed(1)
  await page.keyboard.press('Shift+Enter')
  const empty = 'the draft is not the empty mask any more'
  await expect.poll(async () => (await firstSample(page)).draft.cursor, empty).toBeGreaterThan(0)
  const before = await draftCounts(page)

  await page.keyboard.press('b')
  await tabTo(page, (element) => element?.getAttribute('role') === 'application')
  for (let i = 0; i < 20; i += 1) await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(() => draftCounts(page)).not.toBe(before)
  await page.keyboard.press('Control+z')
  await expect.poll(() => draftCounts(page)).toBe(before)

  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+s')
  await expect.poll(async () => (await firstSample(page)).saved !== null).toBe(true)

  await page.keyboard.press('Control+k')
  const palette = page.getByPlaceholder('Find a command…')
  await expect(palette).toBeFocused()
  await page.keyboard.type('next sample')
  await page.keyboard.press('Enter')
  await expect(palette).toBeHidden()
  await expect(page.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('n')
  await expect
    .poll(async () => (await callFrom(page, 'samples.list', {})).rows.filter((row) => row.noTarget))
    .toHaveLength(1)
  expect(pageErrors).toEqual([])
})
