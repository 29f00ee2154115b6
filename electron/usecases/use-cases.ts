import type { Answer, MethodName, ParsedParams } from '#rpc/contract'
import type { Studio } from './studio.ts'

/** One function a contract method; the window, the browser and the command line all end here. */
export type UseCases = {
  readonly [M in MethodName]: (studio: Studio, params: ParsedParams<M>) => Promise<Answer<M>>
}
