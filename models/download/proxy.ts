import { Agent, EnvHttpProxyAgent, ProxyAgent, type Dispatcher } from 'undici'
import { failure } from '../failure.ts'

/**
 * How requests leave: through the named proxy, for `null` through none, and where nothing is said through what the
 * environment names (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`), never for this very machine.
 * Throws AppFailure `bad_input` where the proxy's address is none.
 */
export function createDispatcher(proxy?: string | null): Dispatcher {
  if (proxy === null) return new Agent()
  if (proxy !== undefined) return new ProxyAgent(checkProxy(proxy))
  const { NO_PROXY, no_proxy } = process.env
  const noProxy = [no_proxy ?? NO_PROXY, 'localhost', '127.0.0.1', '::1']
  return new EnvHttpProxyAgent({ noProxy: noProxy.filter(Boolean).join(',') })
}

function checkProxy(proxy: string): string {
  const url = URL.canParse(proxy) ? new URL(proxy) : null
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return proxy
  throw failure(
    'bad_input',
    'The proxy’s address is not one.',
    'Write it as http://host:port, or leave it out.',
  )
}
