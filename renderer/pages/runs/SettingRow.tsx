import type { ReactNode } from 'react'

type Props = { readonly path: string; readonly children: ReactNode }

/** A setting by its path, and the cells that say its values. */
export function SettingRow({ path, children }: Props) {
  return (
    <tr>
      <th scope="row">
        <code>{path}</code>
      </th>
      {children}
    </tr>
  )
}
