/** Where a key was found. */
export type KeyPlace = 'variable' | 'store' | 'memory'

/** Keys of MLLM profiles, by profile name. They leave this object only as headers of requests. */
export interface KeyRing {
  /** A variable of the environment goes before what was typed in. */
  find(
    name: string,
    variable: string | null,
  ): { readonly key: string; readonly place: KeyPlace } | null
  /** `store`: the shell keeps it encrypted and hands it over at every start. null forgets it. */
  set(name: string, key: string | null, place: 'store' | 'memory'): void
  /** A profile has another name: its key goes along, unless one was typed in for that name. */
  move(from: string, to: string): void
}

export function createKeyRing(env: NodeJS.ProcessEnv = process.env): KeyRing {
  const keys = new Map<string, { readonly key: string; readonly place: KeyPlace }>()
  return {
    find(name, variable) {
      const key = variable === null ? undefined : env[variable]
      if (key !== undefined && key !== '') return { key, place: 'variable' }
      return keys.get(name) ?? null
    },
    set(name, key, place) {
      if (key === null) keys.delete(name)
      else keys.set(name, { key, place })
    },
    move(from, to) {
      const moved = keys.get(from)
      keys.delete(from)
      if (moved !== undefined && !keys.has(to)) keys.set(to, moved)
    },
  }
}
