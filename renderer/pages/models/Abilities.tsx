import { IconCheck, IconMinus } from '@tabler/icons-react'
import type { ModelEntry } from '#rpc/schemas/models'
import { abilitiesOf } from './texts.ts'

type Props = { readonly capabilities: NonNullable<ModelEntry['capabilities']> }

/** What a segmenter takes, what not, and what that means for the work. */
export function Abilities({ capabilities }: Props) {
  return (
    <ul className="abilities">
      {abilitiesOf(capabilities).map(({ title, has, text }) => (
        <li key={title}>
          {has ? (
            <IconCheck size={15} className="good" role="img" aria-label="yes" />
          ) : (
            <IconMinus size={15} className="bad" role="img" aria-label="not" />
          )}
          <span>
            {title} <span className="soft">{text}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
