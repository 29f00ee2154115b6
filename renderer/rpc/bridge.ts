import type { NativeBridge } from '#rpc/native-bridge'
import { browserBridge } from './browser-bridge.ts'

declare global {
  interface Window {
    /** Put there by the preload script; absent in a browser. */
    readonly reaseg?: NativeBridge
  }
}

/** The shell this window runs in. */
export const bridge: NativeBridge =
  (typeof window === 'undefined' ? undefined : window.reaseg) ?? browserBridge
