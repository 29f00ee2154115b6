import { expect, test } from 'vitest'
import { inParallel } from '#electron/files/in-parallel'

test('results come in the order of the items', async () => {
  const found = await inParallel([3, 1, 2], 2, async (item, index) => `${index}: ${item}`)
  expect(found).toEqual(['0: 3', '1: 1', '2: 2'])
})

test('a failure is told once the others under way have ended, and nothing more is begun', async () => {
  const begun: number[] = []
  let end = () => undefined as void
  let hasEnded = false
  const working = inParallel([0, 1, 2, 3], 2, async (item) => {
    begun.push(item)
    if (item === 0) throw new Error('full')
    await new Promise<void>((resolve) => {
      end = resolve
    })
    hasEnded = true
  })
  const told = working.then(
    () => 'done',
    (error: Error) => `${error.message}, ended: ${hasEnded}`,
  )
  await new Promise(setImmediate)
  end()
  expect(await told).toBe('full, ended: true')
  expect(begun).toEqual([0, 1])
})
