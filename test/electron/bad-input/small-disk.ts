import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { system } from './system.ts'

/** A file system of its own, so that it can be full or read-only; needs the right to mount. */
export interface SmallDisk {
  readonly path: string
  fill(): void
  free(): void
  setReadOnly(isReadOnly: boolean): void
  remove(): void
}

export const canMount =
  process.platform === 'linux' && process.getuid?.() === 0 && tryMount('/tmp/reaseg-mount-probe')

function tryMount(path: string): boolean {
  try {
    mountSmallDisk(`${path}-${process.pid}`, 64).remove()
    return true
  } catch {
    return false
  }
}

export function mountSmallDisk(path: string, kibibytes: number): SmallDisk {
  mkdirSync(path, { recursive: true })
  try {
    system('mount', '-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', path)
  } catch (error) {
    rmSync(path, { recursive: true })
    throw error
  }
  const filler = join(path, '.filler')
  return {
    path,
    fill() {
      const file = openSync(filler, 'a')
      const page = Buffer.alloc(4096)
      try {
        for (;;) writeSync(file, page)
      } catch {
        // Full: what was wanted.
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(filler, { force: true }),
    setReadOnly(isReadOnly) {
      system('mount', '-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, path)
    },
    remove() {
      system('umount', '-l', path)
      rmSync(path, { recursive: true, force: true })
    },
  }
}
