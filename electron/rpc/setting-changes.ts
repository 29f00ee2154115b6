import { pipelineSettingsSchema, type PipelineSettings } from './schemas/pipeline.ts'

/** A setting by its path, such as `judging.rounds`, with its value on both sides; a list is one value. */
export type SettingChange = {
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

export const defaultSettings: PipelineSettings = pipelineSettingsSchema.parse({})

/** Every setting that differs, in the order of the schema; from the defaults unless told. */
export function settingChanges(
  after: PipelineSettings,
  before: PipelineSettings = defaultSettings,
): SettingChange[] {
  const old = new Map(flatSettings(before))
  return flatSettings(after).flatMap(([path, value]) =>
    JSON.stringify(value) === JSON.stringify(old.get(path))
      ? []
      : [{ path, before: old.get(path), after: value }],
  )
}

/** Every setting by its path, in the order of the schema. */
export function flatSettings(settings: PipelineSettings): (readonly [string, unknown])[] {
  return flat(settings, defaultSettings, '')
}

function flat(value: unknown, like: unknown, path: string): (readonly [string, unknown])[] {
  if (!isGroup(like)) return [[path, value]]
  return Object.keys(like).flatMap((key) =>
    flat(isGroup(value) ? value[key] : undefined, like[key], path === '' ? key : `${path}.${key}`),
  )
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
