import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { makeDist } from '#electron/packaging/dist'
import { findElectron } from '#electron/packaging/electron-binary'
import { hasDisplay } from '#electron/packaging/start'
import { withBuild } from '../electron/packaging/alone.ts'

/** Why these tests cannot run here; null where they can. */
export function findObstacle(): string | null {
  if (findElectron() === null) return 'no Electron binary'
  return hasDisplay(process.platform, process.env) ? null : 'no display'
}

/** Packages the sources with the Electron that is here; answers the application's executable. */
export async function packageFlavour(flavour: 'release' | 'e2e', folder: string): Promise<string> {
  const electron = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const output = join(folder, flavour)
  await withBuild(() =>
    makeDist({
      isFolderOnly: true,
      flavour,
      electronDist: join(electron, 'dist'),
      hasFuses: true,
      output,
      stage: join(folder, `stage-${flavour}`),
    }),
  )
  return findProgram(output)
}

function findProgram(output: string): string {
  const inside =
    process.platform === 'win32'
      ? ['Reaseg Studio.exe']
      : process.platform === 'darwin'
        ? ['Reaseg Studio.app', 'Contents', 'MacOS', 'Reaseg Studio']
        : ['reaseg-studio']
  for (const folder of readdirSync(output, { withFileTypes: true }))
    if (folder.isDirectory() && readdirSync(join(output, folder.name)).includes(inside[0] ?? ''))
      return join(output, folder.name, ...inside)
  throw new Error(`no application in ${output}`)
}
