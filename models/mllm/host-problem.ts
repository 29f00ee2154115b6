import { reasonOf, systemCode } from '../failure.ts'

export type HostProblemCode = 'mllm_unreachable' | 'mllm_refused' | 'mllm_busy' | 'mllm_broken'

type About = {
  readonly hint: string
  /** Another try may go better. */
  readonly isPassing?: boolean
  /** The host asked to be left alone for so long. */
  readonly waitMs?: number | null
  /** The HTTP status of the answer. */
  readonly status?: number
  /** The field of the question that the host does not take. */
  readonly field?: string | null
}

/** Why one try went wrong, in words that hold no key. */
export class HostProblem extends Error {
  readonly code: HostProblemCode
  readonly hint: string
  readonly isPassing: boolean
  readonly waitMs: number | null
  readonly status: number | null
  readonly field: string | null
  constructor(code: HostProblemCode, message: string, about: About) {
    super(message)
    this.name = 'HostProblem'
    this.code = code
    this.hint = about.hint
    this.isPassing = about.isPassing ?? false
    this.waitMs = about.waitMs ?? null
    this.status = about.status ?? null
    this.field = about.field ?? null
  }
}

export function tooSlow(host: string, seconds: number): HostProblem {
  return new HostProblem('mllm_unreachable', `${host} did not finish within ${seconds} s.`, {
    hint: 'Raise the profile’s timeout, or choose a faster model.',
    isPassing: true,
  })
}

export function brokenOff(host: string): HostProblem {
  return new HostProblem('mllm_broken', `${host} broke off in the middle of its reply.`, {
    hint: 'Try again; if it stays so, look at the server’s own log.',
    isPassing: true,
  })
}

/** Another try may bring a readable one where a stream was broken, not where there was none. */
export function notReadable(host: string, isPassing: boolean): HostProblem {
  return new HostProblem('mllm_broken', `${host} sent something that is no reply.`, {
    hint: 'Check that the address and the dialect fit this server, and that it can stream replies.',
    isPassing,
  })
}

export function tooLong(host: string): HostProblem {
  return new HostProblem('mllm_broken', `${host} goes on and on: its reply has no end.`, {
    hint: 'Check that the address is that of a model, and lower the profile’s greatest reply.',
  })
}

/** The longest chain of causes looked through. */
const depth = 8

/** The problem that an error of a library was caused by; null where it is none of ours. */
export function problemIn(error: unknown): HostProblem | null {
  let cause = error
  for (let i = 0; i < depth && cause instanceof Error; i++) {
    if (cause instanceof HostProblem) return cause
    cause = cause.cause
  }
  return null
}

const unreachable = (message: string, hint: string, isPassing: boolean): HostProblem =>
  new HostProblem('mllm_unreachable', message, { hint, isPassing })

/** What the network's own error means. `isBegun`: part of the answer had come. */
export function networkProblem(host: string, error: unknown, isBegun: boolean): HostProblem {
  const known = problemIn(error)
  if (known !== null) return known
  const code = systemCode(error)
  if (/^(CERT_|DEPTH_ZERO_|UNABLE_TO_|SELF_SIGNED_|ERR_TLS_|HOSTNAME_MISMATCH)/.test(code))
    return unreachable(
      `${host} could not prove that it is ${host}: ${reasonOf(error)}.`,
      'Where a company proxy signs connections, name its certificate in NODE_EXTRA_CA_CERTS.',
      false,
    )
  if (/^(ERR_SSL_|EPROTO)/.test(code))
    return unreachable(
      `${host} does not speak TLS as it should.`,
      'Where it serves without TLS, write its address as http://…',
      false,
    )
  if (code === 'ENOTFOUND')
    return unreachable(
      `No machine is known as ${host}.`,
      'Check the profile’s address, and that this machine is online.',
      false,
    )
  if (code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError'))
    return new HostProblem('mllm_broken', `${host} answers in something that is not HTTP.`, {
      hint: 'Check the profile’s address and port.',
    })
  if (isBegun) return brokenOff(host)
  return unreachable(
    `${host} does not answer${inWords(code)}.`,
    'Start the server, or correct the profile’s address or the proxy.',
    true,
  )
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: ': nothing listens there',
  ECONNRESET: ': it closed the connection',
  UND_ERR_SOCKET: ': it closed the connection',
  EHOSTUNREACH: ': no way leads there',
  ENETUNREACH: ': no way leads there',
  EAI_AGAIN: ': its name could not be looked up',
  ETIMEDOUT: ': it stayed silent',
  UND_ERR_CONNECT_TIMEOUT: ': it stayed silent',
}

function inWords(code: string): string {
  return words[code] ?? (code === '' ? '' : ` (${code})`)
}
