import type { AskedBody } from './protocols/protocol.ts'

/** What the server replies to a question, and why. */
export type Reply = { readonly text: string; readonly thought: string }
export type Answerer = (
  body: AskedBody,
  options: {
    /** What a sign in the pictures orders, for one who is to obey; null: orders are none of its business. */
    readonly orders: string | null
  },
) => Promise<Reply>
