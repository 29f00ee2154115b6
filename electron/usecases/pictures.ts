/** Which picture of an image a URL names (rpc/paths.ts). */
export type PictureName =
  | { readonly kind: 'thumbnail' | 'preview'; readonly image: number }
  | {
      readonly kind: 'tile'
      readonly image: number
      readonly level: number
      readonly column: number
      readonly row: number
    }
  | {
      readonly kind: 'grid'
      readonly image: number
      readonly picture: 'rows' | 'columns' | 'cells' | 'bare'
      readonly n: number
      readonly shift: boolean
    }

/** A picture as bytes; `etag` changes when the bytes would. */
export type Picture = { readonly body: Uint8Array; readonly type: string; readonly etag: string }
