import type { KeptProfiles } from '#electron/files/profiles-file'
import { failure } from '#models/failure'
import { isLocalUrl } from '#models/mllm/address'

/** Whether an address is on another machine, and whether the user agreed to send something there. */
export function consentOf(
  { allowed }: Pick<KeptProfiles, 'allowed'>,
  url: string,
): { readonly isRemote: boolean; readonly isAllowed: boolean } {
  const isRemote = !isLocalUrl(url)
  return { isRemote, isAllowed: !isRemote || allowed.includes(new URL(url).origin) }
}

/** The same with the address' host agreed to, or no more. */
export function withConsent(kept: KeptProfiles, url: string, isAllowed: boolean): KeptProfiles {
  const { origin } = new URL(url)
  const others = kept.allowed.filter((one) => one !== origin)
  return { ...kept, allowed: isAllowed ? [...others, origin] : others }
}

/** Nothing leaves this machine before the user has said so. Throws AppFailure `consent_needed`. */
export function checkConsent(
  kept: Pick<KeptProfiles, 'allowed'>,
  { name, url }: { readonly name: string; readonly url: string },
): void {
  if (consentOf(kept, url).isAllowed) return
  throw failure(
    'consent_needed',
    `${name} is on another machine: pictures, grids, masks and queries would be sent to ${new URL(url).host}.`,
    'Agree to that in the MLLM settings, or on the command line with: mllm --add … --allow-host',
  )
}
