/** Expected failures are values; bugs throw. Codes are closed so that every face can translate them. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError }

export const errorCodes = [
  'bad_input',
  'bad_json',
  'bad_polygon',
  'bad_rle',
  'cancelled',
  'consent_needed',
  'disk_full',
  'download_broken',
  'download_failed',
  'file_exists',
  'file_missing',
  'file_unreadable',
  'host_died',
  'image_missing',
  'image_too_large',
  'image_unreadable',
  'internal',
  'limit_reached',
  'mllm_broken',
  'mllm_busy',
  'mllm_refused',
  'mllm_unreachable',
  'model_broken',
  'model_missing',
  'no_project',
  'not_a_project',
  'not_found',
  'port_taken',
  'project_busy',
  'project_limit_reached',
  'project_read_only',
  'reply_unreadable',
  'schema_newer',
  'size_mismatch',
  'stale_revision',
  'unauthorized',
  'unknown_method',
  'wrong_usage',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** `message` says what happened and names the file; `hint` says what to do about it. */
export type AppError = {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
}

export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function fail(code: ErrorCode, message: string, hint = ''): { ok: false; error: AppError } {
  return { ok: false, error: { code, message, hint } }
}
