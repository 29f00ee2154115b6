import { create } from 'zustand'
import type { FormatInfo } from '#rpc/schemas/transfer'
import { call } from '../rpc/client.ts'
import { attempt } from './notices.ts'

type Formats = { readonly list: readonly FormatInfo[] | null }

/** What data sets can be read and written as; asked for once. */
export const useFormats = create<Formats>(() => ({ list: null }))

export function loadFormats(): void {
  if (useFormats.getState().list !== null) return
  attempt('Listing the formats', async () => {
    useFormats.setState({ list: await call('transfer.formats', {}) })
  })
}
