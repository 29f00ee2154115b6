/** One step from schema version - 1 to version; never changed once released. */
export type Migration = {
  readonly version: number
  readonly name: string
  readonly sql: string
}
