declare const space: unique symbol

/** A value that belongs to one named coordinate space (or identity domain). Brands exist for the compiler only. */
export type Brand<T, Name extends string> = T & { readonly [space]: Name }
