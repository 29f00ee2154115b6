import type { ParsedParams } from '#rpc/contract'

export type CocoExportInput = ParsedParams<'transfer.exportCoco'>
