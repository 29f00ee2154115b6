import { openDemo, stopJobs } from './demo-steps.ts'
import { expect, test } from './harness.ts'
import { seriousFindings } from './serious-findings.ts'

for (const scheme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious on the screens, ${scheme}`, async ({ page }) => {
    // Axe looks at everything on nine screens.
    test.setTimeout(300_000)
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    expect(await seriousFindings(page), 'start').toEqual([])
    await openDemo(page)
    await stopJobs(page)
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
    await page.getByRole('button', { name: 'Review', exact: true }).click()
    await expect(page.getByRole('navigation', { name: 'Review' })).toBeVisible()
    expect(await seriousFindings(page), 'review').toEqual([])
  })
}
