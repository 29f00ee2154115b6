import { keyLabel } from './commands/keys.ts'

/** A key as a keycap; nothing where a command has none. */
export function CommandKey({ name }: { readonly name: string | undefined }) {
  return name === undefined ? null : <kbd className="key">{keyLabel(name)}</kbd>
}
