import { readFileSync } from 'node:fs'
import { startModelMirror } from '../fakes/model-mirror.ts'
import { fixtureFile } from '../fixtures/onnx-cards.ts'
import { openDemo } from './demo-steps.ts'
import { callFrom, expect, test } from './harness.ts'

test('a model is fetched, tested by itself, used and removed; the embedded one takes over again', async ({
  page,
  pageErrors,
}) => {
  const mirror = await startModelMirror()
  try {
    await callFrom(page, 'settings.save', { modelMirror: `${mirror.origin}/ranged` })
    await openDemo(page)
    await page.getByRole('button', { name: 'Models', exact: true }).click()
    await page.getByRole('button', { name: /^SlimSAM 77/ }).click()
    await page.getByRole('button', { name: /^Get/ }).click()
    const use = page.getByRole('main').getByRole('button', { name: 'Use in this project' })
    await expect(use).toBeVisible({ timeout: 60_000 })
    await use.click()
    await expect
      .poll(async () => (await callFrom(page, 'project.settings', {})).segmenter)
      .toBe('slimsam-77')
    const tested = async () => {
      const { models } = await callFrom(page, 'models.state', {})
      return models.find(({ id }) => id === 'slimsam-77')?.test?.verdicts[0]
    }
    await expect.poll(tested, { timeout: 90_000 }).toMatchObject({ provider: 'cpu', isGood: true })
    await expect(page.getByRole('row', { name: /^CPU \d/ })).toBeVisible()

    await page.getByRole('button', { name: 'Remove…' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Remove/ })
      .click()
    await expect(page.getByRole('button', { name: /^Get/ })).toBeVisible()
    expect((await callFrom(page, 'project.settings', {})).segmenter).toBe('embedded-2')
    expect(pageErrors).toEqual([])
  } finally {
    await mirror.close()
  }
})

test('dropped files are uploaded, recognised and kept; one alone is refused with what to do', async ({
  page,
}) => {
  await openDemo(page)
  await page.getByRole('button', { name: 'Models', exact: true }).click()
  const drop = async (names: readonly string[]) => {
    const files = names.map((name) => {
      return { name: `${name}.onnx`, text: readFileSync(fixtureFile(name)).toString('base64') }
    })
    const data = await page.evaluateHandle((given) => {
      const transfer = new DataTransfer()
      for (const { name, text } of given) {
        const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
        transfer.items.add(new File([bytes], name))
      }
      return transfer
    }, files)
    const main = page.getByRole('main')
    await main.dispatchEvent('dragenter', { dataTransfer: data })
    await main.dispatchEvent('dragover', { dataTransfer: data })
    await main.dispatchEvent('drop', { dataTransfer: data })
  }
  await drop(['b1.encoder'])
  await expect(page.getByText(/A segmenter is two files/)).toBeVisible({ timeout: 30_000 })
  await drop(['b1.encoder', 'b1.decoder'])
  await expect(page.getByRole('button', { name: /^b1 here/ })).toBeVisible({ timeout: 30_000 })
  const { models } = await callFrom(page, 'models.state', {})
  expect(models.find(({ id }) => id === 'own-b1')).toMatchObject({ dialect: 'sam2-samexporter' })
})
