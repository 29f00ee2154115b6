/** JSON over JSON: objects are joined field by field, all else is replaced. */
export function mergeDeep(base: unknown, over: unknown): unknown {
  if (!isRecord(base) || !isRecord(over)) return over
  const merged = Object.entries(over).map(([key, value]) => [key, mergeDeep(base[key], value)])
  return { ...base, ...(Object.fromEntries(merged) as object) }
}

/** A JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
