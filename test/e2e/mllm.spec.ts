import { startMllmServer } from '../fakes/mllm-server/server.ts'
import { firstSample, openDemo } from './demo-steps.ts'
import { callFrom, expect, test } from './harness.ts'

test('an MLLM is set up, asked, heard, judges, and its mask is accepted', async ({
  page,
  pageErrors,
}) => {
  const server = await startMllmServer()
  try {
    await page.getByRole('button', { name: 'MLLMs' }).click()
    await page.getByRole('button', { name: /^Ollama/ }).click()
    await page.getByRole('textbox', { name: 'Address' }).fill(server.url('openai'))
    await page.getByRole('combobox', { name: 'Model', exact: true }).fill('fake-eye')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Test' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'tokens' })).toBeVisible()
    const [state] = await callFrom(page, 'mllm.list', {})
    await page.goto(page.url())

    await openDemo(page)
    const settings = await callFrom(page, 'project.settings', {})
    const name = state!.profile.name
    await callFrom(page, 'project.saveSettings', {
      ...settings,
      reasoner: 'mllm',
      reason: { ...settings.reason, profile: name },
      judge: 'mllm',
      judging: { ...settings.judging, profile: name },
    })
    await page.reload()
    await expect(page.getByRole('application', { name: 'Picture' })).toBeVisible()
    await page.getByRole('tab', { name: 'Reasoning' }).click()
    await page.keyboard.press('Control+Shift+Enter')
    await expect(page.getByRole('heading', { name: 'Steps' })).toBeVisible({ timeout: 90_000 })
    await expect(page.getByRole('heading', { name: 'Judge ·' })).toBeVisible({ timeout: 90_000 })

    const { run, id } = { ...(await firstSample(page)), id: (await firstSample(page)).row.id }
    expect(run?.reasoning.kind).toBe('regions')
    const best = run!.candidates.find(({ rank }) => rank === 1)!
    expect(best.reason).not.toBe('')
    await page.getByRole('button', { name: /^Candidate 1,/ }).click()
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await callFrom(page, 'samples.get', { sample: id })).saved?.target.counts)
      .toBe(best.rle.counts)
    expect(pageErrors).toEqual([])
  } finally {
    await server.close()
  }
})
