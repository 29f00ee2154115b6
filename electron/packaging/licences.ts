import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { listShipped, type ShippedPackage } from './shipped.ts'

/** Licences that ask for no more than a notice. */
const allowed = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'OFL-1.1']

/** libvips in files of its own, which may be exchanged: see resources/licences/libvips.txt. */
const exchangeable = /^@img\/sharp-(libvips-|win32-)/

/** Whether a package may be shipped: its SPDX expression needs one allowed choice of each `AND` part. */
export function isLicenceAllowed({
  name,
  licence,
}: Pick<ShippedPackage, 'name' | 'licence'>): boolean {
  const known = exchangeable.test(name) ? [...allowed, 'LGPL-3.0-or-later'] : allowed
  return licence
    .split(' AND ')
    .every((part) => part.split(' OR ').some((id) => known.includes(id.replace(/^\(|\)$/g, ''))))
}

/**
 * Writes `THIRD-PARTY.txt` (name, version, licence and licence text of all that ships) into the folder, with the texts
 * of `resources/licences` beside it. Throws where a licence is not allowed.
 */
export async function writeNotices(root: string, folder: string): Promise<void> {
  const shipped = listShipped(root)
  const refused = shipped.filter((one) => !isLicenceAllowed(one))
  if (refused.length > 0)
    throw new Error(
      `not to be shipped: ${refused.map(({ name, licence }) => `${name} (${licence || 'no licence'})`).join(', ')}`,
    )
  await mkdir(folder, { recursive: true })
  await cp(path.join(root, 'resources/licences'), folder, { recursive: true })
  const parts = await Promise.all(shipped.map((one) => noticeOf(one)))
  await writeFile(
    path.join(folder, 'THIRD-PARTY.txt'),
    [
      'Reaseg Studio is under the MIT licence. It ships with the packages below, each under its own.\n' +
        'Electron and Chromium bring their notices themselves; for libvips see libvips.txt.\n',
      ...parts,
    ].join('\n'),
  )
}

async function noticeOf({ name, version, licence, folder }: ShippedPackage): Promise<string> {
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
  const texts = await Promise.all(
    files.toSorted().map((file) => readFile(path.join(folder, file), 'utf8')),
  )
  const see = name.startsWith('onnxruntime-')
    ? ['See onnxruntime.txt.']
    : exchangeable.test(name)
      ? ['See libvips.txt.']
      : []
  const head = `${name} ${version} (${licence})`
  return [head, '='.repeat(head.length), ...texts.map((text) => text.trim()), ...see, ''].join('\n')
}
