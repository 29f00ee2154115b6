import type { Answer, MethodName, ParsedParams } from '#rpc/contract'
import type { Handlers } from '#rpc/router'
import { projectHandlers } from './projects.ts'
import type { Studio } from './studio.ts'

/** One function a contract method; the window, the browser and the command line all end here. */
export type UseCases = {
  readonly [M in MethodName]: (studio: Studio, params: ParsedParams<M>) => Promise<Answer<M>>
}

export const handlers = {
  ...projectHandlers,
} satisfies Partial<UseCases>

/** The use cases of one studio, ready for `createRouter`. */
export function bindHandlers(studio: Studio): Handlers {
  const bound = Object.entries(handlers as unknown as UseCases).map(([method, handle]) => [
    method,
    (params: never) => (handle as (studio: Studio, params: never) => unknown)(studio, params),
  ])
  return Object.fromEntries(bound) as Handlers
}
