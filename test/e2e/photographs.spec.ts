import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { firstSample } from './demo-steps.ts'
import { callFrom, expect, test, type RunningStudio } from './harness.ts'

const size = { width: 360, height: 270 }

/** Three pictures with one bright disc each, in a folder of the test's own. */
async function makePhotographs(studio: RunningStudio): Promise<string> {
  const folder = path.join(studio.home, 'photographs')
  mkdirSync(folder)
  for (const [i, x] of [90, 180, 270].entries()) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}"><rect width="100%" height="100%" fill="#24344a"/><circle cx="${x}" cy="135" r="45" fill="#e8c33c"/></svg>`
    await sharp(Buffer.from(svg))
      .jpeg()
      .toFile(path.join(folder, `photo ${i + 1}.jpg`))
  }
  return folder
}

async function makeProject(page: Page, studio: RunningStudio): Promise<void> {
  await page.getByRole('button', { name: 'New project…' }).click()
  const dialog = page.getByRole('dialog', { name: 'New project' })
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(studio.home)
  await page.keyboard.press('Enter')
  await dialog.getByRole('textbox', { name: 'File name' }).fill('mine.reaseg')
  await dialog.getByRole('button', { name: 'Save here' }).click()
  await expect(page.getByText('No samples yet')).toBeVisible()
}

async function importFolder(page: Page, folder: string, hasTour = true): Promise<void> {
  await page.getByRole('button', { name: 'Import images…' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Import images' })
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder)
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(dialog.getByText(/3 samples added/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  if (hasTour) await page.getByRole('button', { name: 'Skip the tour' }).click()
}

test('a folder of photographs: import, write a query, mark rows and columns, accept, next', async ({
  page,
  studio,
  pageErrors,
}) => {
  const folder = await makePhotographs(studio)
  await makeProject(page, studio)
  await importFolder(page, folder)

  await page.getByRole('textbox', { name: 'Query', exact: true }).fill('What would shine at night?')
  await page.getByRole('textbox', { name: 'Name' }).fill('disc')
  await page.getByRole('tab', { name: 'Reasoning' }).click()
  await page.getByRole('button', { name: 'Add a region' }).click()
  await page.getByRole('textbox', { name: 'Rows' }).fill('4-6')
  await page.getByRole('textbox', { name: 'Columns' }).fill('2-4')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('button', { name: /^Candidate 1,/ })).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: /^Accept/ }).click()

  await expect.poll(async () => (await firstSample(page)).row.status).toBe('accepted')
  const { fields, run, saved } = await firstSample(page)
  expect(fields).toMatchObject({ query: 'What would shine at night?', target: 'disc' })
  expect(run!.reasoning).toMatchObject({
    regions: [{ kind: 'strips', rows: [4, 5, 6], columns: [2, 3, 4] }],
  })
  expect(saved).toMatchObject({ version: 1, source: 'candidate', noTarget: false })
  await expect(page.getByRole('option', { selected: true })).toContainText('photo 2.jpg')
  const { counts } = await callFrom(page, 'samples.list', {})
  expect(counts).toMatchObject({ all: 3, accepted: 1 })
  expect(pageErrors).toEqual([])
})

test('marked regions outlive a reload, also where no run followed', async ({ page, studio }) => {
  const folder = await makePhotographs(studio)
  await makeProject(page, studio)
  await callFrom(page, 'settings.save', { autoPropose: false, isTourDone: true })
  await page.reload()
  await importFolder(page, folder, false)
  await page.getByRole('tab', { name: 'Reasoning' }).click()
  await page.getByRole('button', { name: 'Add a region' }).click()
  await page.getByRole('textbox', { name: 'Rows' }).fill('4-6')
  await page.getByRole('textbox', { name: 'Columns' }).fill('2-4')
  await page.keyboard.press('Enter')
  await expect
    .poll(async () => (await firstSample(page)).hint)
    .toMatchObject({
      regions: [{ kind: 'strips', rows: [4, 5, 6], columns: [2, 3, 4] }],
    })
  await page.reload()
  await page.getByRole('tab', { name: 'Reasoning' }).click()
  await expect(page.getByRole('textbox', { name: 'Rows' })).toHaveValue('4-6')
  expect((await firstSample(page)).run).toBeNull()
})
