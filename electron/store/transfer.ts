/** Where exports read pages of accepted samples, and imports write all they bring in one transaction. */
export type ExportPlace = { readonly afterExportId: number; readonly limit: number }
