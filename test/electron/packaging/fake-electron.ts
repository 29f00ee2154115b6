import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The files of an unpacked Electron for Linux, all of them empty shells: enough for `--dir` packaging, nothing runs. */
export async function writeFakeElectron(folder: string, version: string): Promise<void> {
  await mkdir(join(folder, 'locales'), { recursive: true })
  // No default_app.asar in here: an empty one can't be read.
  await mkdir(join(folder, 'resources'))
  const texts = ['LICENSE', 'LICENSES.chromium.html', 'resources.pak', 'chrome_100_percent.pak']
  const locales = ['locales/en-US.pak', 'locales/de.pak']
  for (const name of [...texts, ...locales]) await writeFile(join(folder, name), name)
  await writeFile(join(folder, 'version'), version)
  for (const name of ['electron', 'chrome-sandbox', 'chrome_crashpad_handler']) {
    await writeFile(join(folder, name), '#!/bin/sh\nexit 1\n')
    await chmod(join(folder, name), 0o755)
  }
}
