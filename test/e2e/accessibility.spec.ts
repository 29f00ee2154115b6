import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { openDemo } from './demo-steps.ts'
import { expect, test } from './harness.ts'

/** What axe calls serious or critical, as one line each. */
async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`)
}

for (const scheme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious on the screens, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    expect(await seriousFindings(page), 'start').toEqual([])
    await openDemo(page)
    expect(await seriousFindings(page), 'annotate').toEqual([])
    for (const tab of ['Reasoning', 'Objects', 'History', 'Record']) {
      await page.getByRole('tab', { name: tab }).click()
      expect(await seriousFindings(page), tab).toEqual([])
    }
    await page.keyboard.press('Control+e')
    await expect(page.getByRole('dialog', { name: /export/i })).toBeVisible()
    expect(await seriousFindings(page), 'export').toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Models' }).click()
    await expect(page.getByRole('heading', { name: 'Models' })).toBeVisible()
    expect(await seriousFindings(page), 'models').toEqual([])
  })
}
