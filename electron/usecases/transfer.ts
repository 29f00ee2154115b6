export type { CocoExportInput } from './transfer-coco-export.ts'
export type { CocoImportInput } from './transfer-coco-import.ts'
export type { MasksExportInput } from './transfer-masks-export.ts'
