import { mllmProfileSchema } from '#rpc/schemas/mllm'
import { startMllmServer } from '../fakes/mllm-server/server.ts'
import { openDemo, stopJobs } from './demo-steps.ts'
import { callFrom, expect, test } from './harness.ts'

test('a query is checked while it is written, and a written one is taken with a key', async ({
  page,
}) => {
  test.setTimeout(240_000)
  const server = await startMllmServer()
  await openDemo(page)
  await stopJobs(page)
  const profile = { name: 'Eye', dialect: 'openai', url: server.url('openai'), model: 'fake-eye' }
  await callFrom(page, 'mllm.save', { profile: mllmProfileSchema.parse(profile), was: null })

  await page.getByRole('tab', { name: 'Query' }).click()
  const checks = page.getByRole('list', { name: 'Checks of the query' })
  await expect(checks.getByRole('listitem')).toHaveCount(7)
  const query = page.getByRole('textbox', { name: 'Query', exact: true })
  await query.fill('Where is the umbrella?')
  await query.blur()
  await expect(checks).toContainText('the target’s name “umbrella”')
  await checks.getByRole('button', { name: 'Overrule…' }).first().click()
  await page.getByLabel('Why the check does not count').fill('A warm-up sample')
  await page.keyboard.press('Enter')
  await expect(checks).toContainText('does not count: A warm-up sample')
  await page.getByRole('button', { name: 'Ask Eye (2)' }).click()
  await expect(checks).toContainText('Eye: By what there is to go by')

  const { rows } = await callFrom(page, 'samples.list', {})
  const sample = rows[0]?.id ?? 0
  const { hint } = await callFrom(page, 'samples.get', { sample })
  const run = await callFrom(page, 'runs.propose', { sample, reasoning: hint })
  const best = run.candidates.find(({ rank }) => rank === 1)
  const candidateIds = best === undefined ? [] : [best.id]
  await callFrom(page, 'annotations.accept', { sample, runId: run.id, candidateIds })
  await page.getByRole('button', { name: 'demo', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Written queries…' }).click()
  await page.getByRole('button', { name: 'Write', exact: true }).click()
  await expect(page.getByRole('button', { name: /^Take/ })).toBeVisible()
  await page.keyboard.press('t')
  await expect(page.getByText('1 taken, 0 dropped')).toBeVisible()
  await expect(page.getByText('Nothing waits to be decided on')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('0 taken, 0 dropped')).toBeVisible()
  await server.close()
})
