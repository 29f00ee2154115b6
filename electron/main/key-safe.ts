import { readFile, rename, writeFile } from 'node:fs/promises'

/** What is needed of Electron's `safeStorage`. */
export type Cipher = {
  isAsyncEncryptionAvailable(): Promise<boolean>
  /** Linux alone: `basic_text` means that nothing is really encrypted. */
  getSelectedStorageBackend?(): string
  encryptStringAsync(text: string): Promise<Buffer>
  decryptStringAsync(data: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }>
}

/** Keys of MLLM profiles, encrypted by the system's own key store, in one file of the shell. */
export interface KeySafe {
  /** By profile name; those that the system does not decrypt now (locked, another user) are left out and stay kept. */
  all(): Promise<ReadonlyMap<string, string>>
  /** False where the system cannot encrypt: then nothing is written. null forgets a key. */
  set(name: string, key: string | null): Promise<boolean>
  /** A profile has another name: its key goes along as it is, also where the system does not decrypt it now. */
  move(from: string, to: string): Promise<void>
}

export function createKeySafe(cipher: Cipher, file: string): KeySafe {
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work)
    turn = next.catch(() => undefined)
    return next
  }
  return {
    all: () => inTurn(() => readAll(cipher, file)),
    set: (name, key) =>
      inTurn(async () => {
        const { [name]: before, ...others } = await readKept(file)
        if (key === null) {
          if (before !== undefined) await writeKept(file, others)
          return true
        }
        if (!(await isSafe(cipher))) return false
        await writeKept(file, { ...others, [name]: await encrypted(cipher, key) })
        return true
      }),
    move: (from, to) =>
      inTurn(async () => {
        const { [from]: moved, ...others } = await readKept(file)
        if (moved !== undefined) await writeKept(file, { ...others, [to]: moved })
      }),
  }
}

async function isSafe(cipher: Cipher): Promise<boolean> {
  // Which store it is, is known only once it was asked for.
  const isThere = await cipher.isAsyncEncryptionAvailable()
  return isThere && cipher.getSelectedStorageBackend?.() !== 'basic_text'
}

async function encrypted(cipher: Cipher, key: string): Promise<string> {
  return (await cipher.encryptStringAsync(key)).toString('base64')
}

async function readAll(cipher: Cipher, file: string): Promise<ReadonlyMap<string, string>> {
  const keys = new Map<string, string>()
  const kept = { ...(await readKept(file)) }
  if (Object.keys(kept).length === 0 || !(await isSafe(cipher))) return keys
  let isRenewed = false
  for (const [name, text] of Object.entries(kept)) {
    // A rejection may mean no more than a locked store: the key stays where it is.
    const opened = await cipher.decryptStringAsync(Buffer.from(text, 'base64')).catch(() => null)
    if (opened === null) continue
    keys.set(name, opened.result)
    if (!opened.shouldReEncrypt) continue
    kept[name] = await encrypted(cipher, opened.result)
    isRenewed = true
  }
  if (isRenewed) await writeKept(file, kept)
  return keys
}

type Kept = Readonly<Record<string, string>>

/** Nothing where there is no file, or a damaged one: keys are typed in again. */
async function readKept(file: string): Promise<Kept> {
  const text = await readFile(file, 'utf8').catch(() => '{}')
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return {}
    const entries = Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    )
    return Object.fromEntries(entries)
  } catch {
    return {}
  }
}

/** Whole or not at all. */
async function writeKept(file: string, kept: Kept): Promise<void> {
  const draft = `${file}.new`
  await writeFile(draft, JSON.stringify(kept), { mode: 0o600 })
  await rename(draft, file)
}
