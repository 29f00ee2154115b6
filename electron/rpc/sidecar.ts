import { z } from 'zod'

/** Raised when the two lines below change: a half-finished update can mix an old shell with a new backend. */
export const sidecarProtocol = 2

/** First line on the backend's standard input. Secrets travel here, never by argument or environment. */
export const sidecarStartSchema = z.object({
  protocolVersion: z.int(),
  /** Part of the cookie's name, since cookies ignore ports. */
  instance: z.string().regex(/^[a-z0-9]{8,32}$/),
  /** Value of the window's cookie: at least 32 random bytes. */
  session: z.string().min(43).max(200),
})
export type SidecarStart = z.infer<typeof sidecarStartSchema>

/** First line on the backend's standard output; everything else it says goes to standard error. */
export const sidecarReadySchema = z.object({
  protocolVersion: z.int(),
  port: z.int().min(1).max(65_535),
  pid: z.int().positive(),
})
export type SidecarReady = z.infer<typeof sidecarReadySchema>

/** Later lines on standard input: keys of MLLM profiles out of the shell's key store; null: forgotten. */
export const sidecarKeySchema = z.object({
  keyOf: z.string().min(1).max(60),
  key: z.string().min(1).max(10_000).nullable(),
})
export type SidecarKey = z.infer<typeof sidecarKeySchema>

/** A later line on standard input asks the backend to end by itself. */
export const sidecarShutdown = 'shutdown'
