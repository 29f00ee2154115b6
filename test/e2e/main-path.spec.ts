import { readFileSync } from 'node:fs'
import path from 'node:path'
import { maskIou } from '#core/mask/rle-ops'
import { parseRle } from '#core/mask/rle'
import { dragOnPicture, draftCounts, firstSample, openDemo } from './demo-steps.ts'
import { expect, test } from './harness.ts'

test('demo → pick a candidate → correct with the brush → undo → save → reload → still there → export', async ({
  page,
  studio,
  pageErrors,
}) => {
  await openDemo(page)

  await page.keyboard.press('2')
  await expect(page.getByRole('button', { name: /^Candidate 2,/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  const empty = await draftCounts(page)
  await page.keyboard.press('Shift+Enter')
  await expect.poll(() => draftCounts(page)).not.toBe(empty)
  const candidate = await draftCounts(page)

  await page.keyboard.press('b')
  await dragOnPicture(page, [0.4, 0.4], [0.6, 0.6])
  await expect.poll(() => draftCounts(page)).not.toBe(candidate)
  const brushed = await draftCounts(page)
  await page.keyboard.press('Control+z')
  await expect.poll(() => draftCounts(page)).toBe(candidate)
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(() => draftCounts(page)).toBe(brushed)

  await page.keyboard.press('Control+s')
  await expect.poll(async () => (await firstSample(page)).saved?.target.counts).toBe(brushed)

  await page.reload()
  await expect(page.getByRole('application', { name: 'Picture' })).toBeVisible()
  expect(await draftCounts(page)).toBe(brushed)
  await page.keyboard.press('Control+z')
  await expect.poll(() => draftCounts(page)).toBe(candidate)
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(() => draftCounts(page)).toBe(brushed)

  await page.keyboard.press('Enter')
  await expect.poll(async () => (await firstSample(page)).row.status).toBe('accepted')

  const out = path.join(studio.home, 'demo.coco.json')
  await page.keyboard.press('Control+e')
  const dialog = page.getByRole('dialog', { name: /export/i })
  await dialog.getByRole('textbox').first().fill(out)
  await dialog.getByRole('button', { name: /^export/i }).click()
  await expect(dialog.getByText(/1 sample/)).toBeVisible()
  const coco = JSON.parse(readFileSync(out, 'utf8')) as {
    annotations: { segmentation: unknown; query: string }[]
  }
  expect(coco.annotations).toHaveLength(1)
  const exported = parseRle(coco.annotations[0]!.segmentation)
  const { saved } = await firstSample(page)
  expect(exported.ok && maskIou(exported.value, saved!.target)).toBe(1)
  expect(pageErrors).toEqual([])
})

test('text is drawn: a heading has width', async ({ page }) => {
  const box = await page.getByRole('heading', { name: 'Reaseg Studio' }).boundingBox()
  expect(box!.width).toBeGreaterThan(50)
})
