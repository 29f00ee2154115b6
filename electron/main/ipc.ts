import type { IpcMainInvokeEvent } from 'electron'
import type { z } from 'zod'
import type { NativeChannel } from '#rpc/native-channel-names'
import { nativeChannels } from '#rpc/native-channels'
import { isOurUrl } from './policies.ts'

export type NativeHandlers = {
  readonly [C in NativeChannel]: (payload: z.infer<(typeof nativeChannels)[C]>) => unknown
}

/** What the check needs of Electron's event; `senderFrame` is null once the frame is gone. */
type Sender = Pick<IpcMainInvokeEvent, 'senderFrame' | 'sender'>

export type IpcDoor = {
  handle(channel: string, listener: (event: Sender, payload: unknown) => unknown): void
}

/**
 * Registers every channel behind the same checks: our window, its main frame, our origin, a payload of the right shape.
 * Answers are `{ok}` objects, since only the message of a rejection would survive the crossing.
 */
export function registerChannels(
  door: IpcDoor,
  handlers: NativeHandlers,
  trust: { readonly origin: () => string | null; readonly contents: () => readonly number[] },
): void {
  for (const channel of Object.keys(nativeChannels) as NativeChannel[])
    door.handle(channel, (event, payload) => {
      if (!isTrusted(event, trust)) return { ok: false, message: 'refused: unknown sender' }
      return answer(channel, payload, handlers)
    })
}

function isTrusted(
  event: Sender,
  trust: { readonly origin: () => string | null; readonly contents: () => readonly number[] },
): boolean {
  const frame = event.senderFrame
  const origin = trust.origin()
  return (
    frame !== null &&
    origin !== null &&
    frame === event.sender.mainFrame &&
    isOurUrl(frame.url, origin) &&
    trust.contents().includes(event.sender.id)
  )
}

async function answer<C extends NativeChannel>(
  channel: C,
  payload: unknown,
  handlers: NativeHandlers,
): Promise<{ ok: true; value: unknown } | { ok: false; message: string }> {
  const parsed = nativeChannels[channel].safeParse(payload)
  if (!parsed.success) return { ok: false, message: `bad payload for ${channel}` }
  try {
    const handler = handlers[channel] as (value: unknown) => unknown
    return { ok: true, value: await handler(parsed.data) }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}
