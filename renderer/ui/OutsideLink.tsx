import { Anchor } from '@mantine/core'
import type { ModelEntry } from '#rpc/schemas/models'
import { bridge } from '../rpc/bridge.ts'
import { attempt, notify } from '../state/notices.ts'

type OutsideProps = { readonly url: string; readonly children: string }

/** A page outside the application, opened where the system opens pages. */
export function OutsideLink({ url, children }: OutsideProps) {
  return (
    <Anchor
      inherit
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      title={url}
      onClick={(event) => {
        if (bridge.mode === 'browser') return
        event.preventDefault()
        attempt('Opening the page', () => openOutside(url))
      }}
    >
      {children}
    </Anchor>
  )
}

/** The shell opens pages of hosts it knows; any other address can at least be pasted. */
async function openOutside(url: string): Promise<void> {
  if (await bridge.openExternal(url)) return
  await bridge.copyText(url)
  notify({ level: 'info', title: 'The address was copied.', hint: `Open it in a browser: ${url}` })
}

/** The licence by its name, with its text a click away where it is known. */
export function LicenceLink({ licence }: Pick<ModelEntry, 'licence'>) {
  const own = /^LicenseRef-(.+)/.exec(licence.id)?.[1]
  const title = own?.replaceAll('-', ' ') ?? licence.id
  return licence.url === null ? <>{title}</> : <OutsideLink url={licence.url}>{title}</OutsideLink>
}
