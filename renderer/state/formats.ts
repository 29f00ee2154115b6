import { useEffect } from 'react'
import { create } from 'zustand'
import type { FormatInfo } from '#rpc/schemas/transfer'
import { call } from '../rpc/client.ts'
import { attempt } from './notices.ts'

type Formats = { readonly list: readonly FormatInfo[] | null }

const useStore = create<Formats>(() => ({ list: null }))

/** The data sets that can be read (`import`) or written (`export`); asked for once, empty until then. */
export function useFormats(way: 'import' | 'export'): readonly FormatInfo[] {
  const list = useStore((state) => state.list)
  useEffect(() => {
    if (list === null)
      attempt('Listing the formats', async () => {
        useStore.setState({ list: await call('transfer.formats', {}) })
      })
  }, [list])
  return (list ?? []).filter((format) => format[way] !== null)
}
