/** Texts as Python writes them. One character a byte: TextDecoder knows no latin1, only Windows-1252, and core none. */
export function latinText(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i] as number)
  return text
}

/** Bytes of Python 2 or 3: UTF-8, else one character a byte. */
export function pythonText(bytes: Uint8Array): string {
  const plain = latinText(bytes)
  if (isAscii(bytes)) return plain
  const percents = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`)
  try {
    return decodeURIComponent(percents.join(''))
  } catch {
    return plain
  }
}

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] as number) > 127) return false
  return true
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"',
}

/** A byte string as Python's `repr` writes it; null where it has no quotes around it. */
export function quotedText(text: string): string | null {
  const inside = /^(['"])([^]*)\1$/.exec(text)?.[2]
  if (inside === undefined) return null
  const plain = inside.replaceAll(
    /\\(?:x([0-9a-fA-F]{2})|([^]))/g,
    (_, hex: string | undefined, one = '') =>
      hex === undefined ? (escapes[one] ?? `\\${one}`) : String.fromCharCode(parseInt(hex, 16)),
  )
  return pythonText(Uint8Array.from(plain, (letter) => letter.charCodeAt(0)))
}

/** Python's `raw-unicode-escape`. */
export function unescapedText(text: string): string {
  if (!text.includes('\\')) return text
  return text.replaceAll(
    /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g,
    (all, short: string | undefined, long = '') => {
      const code = parseInt(short ?? long, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : all
    },
  )
}
