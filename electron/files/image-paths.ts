import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'

/** Folders up that a relative path may climb; beyond that the image does not move along with its project. */
const maxClimb = 2

/** How a project stores the place of a file: relative where the two are near each other, with `/` between the parts. */
export function storedPath(project: string, file: string): string {
  const full = resolve(file)
  const near = relative(dirname(project), full)
  const climbs = near.split(sep).filter((part) => part === '..').length
  const isNear = !isAbsolute(near) && climbs <= maxClimb
  return (isNear ? near : full).split(sep).join('/')
}

/** The absolute path of a stored one. */
export function fullPath(project: string, stored: string): string {
  return resolve(dirname(project), ...(isAbsolute(stored) ? [stored] : stored.split('/')))
}
