import type { ParsedParams } from '#rpc/contract'

export type MasksExportInput = ParsedParams<'transfer.exportMasks'>
