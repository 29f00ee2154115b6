import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { fail, ok, type Result } from '#core/result'

export type ServerOptions = {
  readonly isSidecar: boolean
  /** 0 = any free one. */
  readonly port: number
  readonly opensBrowser: boolean
  /** Absolute path of a project to open at once. */
  readonly project: string | null
}

const usage = 'Usage: npm run serve -- [PROJECT.reaseg] [--port N] [--open] [--no-open]'

/** Reads the server's own arguments. */
export function parseServerOptions(argv: readonly string[]): Result<ServerOptions> {
  const parsed = tryParse(argv)
  if (!parsed.ok) return parsed
  const { values, positionals } = parsed.value
  const port = Number(values.port ?? 0)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return fail('wrong_usage', `--port ${values.port}: not a port number`, 'Take 0 to 65535.')
  }
  if (positionals.length > 1) return fail('wrong_usage', 'More than one project named', usage)
  return ok({
    isSidecar: values.sidecar,
    port,
    opensBrowser: values.open && !values['no-open'],
    project: positionals[0] === undefined ? null : resolve(positionals[0]),
  })
}

function tryParse(argv: readonly string[]) {
  try {
    const parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        sidecar: { type: 'boolean', default: false },
        port: { type: 'string' },
        open: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
      },
    })
    return ok(parsed)
  } catch (error) {
    return fail('wrong_usage', error instanceof Error ? error.message : String(error), usage)
  }
}
