import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)

/** Native libraries that a process holds after importing a file. */
async function librariesAfter(file: string): Promise<string[]> {
  const script = `await import(${JSON.stringify(new URL(file, root).href)})
    process.stdout.write(JSON.stringify(process.report.getReport().sharedObjects))
    process.exit(0)`
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script],
    { maxBuffer: 1e7 },
  )
  return (JSON.parse(stdout) as string[]).filter((path) => /onnxruntime/i.test(path))
}

test('the runtime of models is loaded by the model host alone', async () => {
  expect(await librariesAfter('models/host/entry.ts')).not.toEqual([])
  expect(await librariesAfter('electron/usecases/application.ts')).toEqual([])
  expect(await librariesAfter('electron/cli/index.ts')).toEqual([])
})
