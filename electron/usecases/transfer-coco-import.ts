import type { ParsedParams } from '#rpc/contract'

export type CocoImportInput = ParsedParams<'transfer.importCoco'>
