import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { callFrom, expect, test } from './harness.ts'

test('the link opens the window, and nothing is wrong with it', async ({
  page,
  studio,
  pageErrors,
}) => {
  await expect(page).toHaveURL(`${studio.origin}/`)
  await expect(page).toHaveTitle(/Reaseg Studio/)
  expect(await callFrom(page, 'app.info', {})).toMatchObject({ mode: 'browser' })
  expect(pageErrors).toEqual([])
})

test('a link works once', async ({ studio, browser }) => {
  const link = await studio.newLink()
  const first = await browser.newPage()
  await first.goto(link)
  const other = await browser.newContext()
  const second = await other.newPage()
  await second.goto(link)
  const heading = second.getByRole('heading', { name: 'This link was used already' })
  await expect(heading).toBeVisible()
  // Without a system font Chromium draws no text at all: the box would be flat.
  expect((await heading.boundingBox())?.width).toBeGreaterThan(50)
  await second.goto(`${studio.origin}/`)
  await expect(second.getByRole('heading', { name: 'Not logged in' })).toBeVisible()
  await other.close()
  await first.close()
})

test('a link on a foreign page lets in, a script there does not', async ({ studio, browser }) => {
  const link = await studio.newLink()
  const foreign = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<a href="${link}">open</a>`)
  })
  await new Promise<void>((resolve) => foreign.listen(0, 'localhost', resolve))
  try {
    const { port } = foreign.address() as AddressInfo
    const page = await browser.newPage()
    await page.goto(`http://localhost:${port}/`)
    const answered = await page.evaluate(
      (url) =>
        fetch(url, { method: 'POST', body: '{}' }).then(
          (response) => response.status,
          () => 0,
        ),
      `${studio.origin}/api/app.info`,
    )
    expect(answered).toBe(0)
    await page.getByRole('link', { name: 'open' }).click()
    await expect(page).toHaveURL(`${studio.origin}/`)
    expect(await callFrom(page, 'app.info', {})).toMatchObject({ mode: 'browser' })
    await expect(page.getByRole('heading', { name: 'Not logged in' })).toHaveCount(0)
    await page.close()
  } finally {
    foreign.close()
  }
})
