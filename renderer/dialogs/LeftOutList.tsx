import { Button } from '@mantine/core'
import type { LeftOut } from '#rpc/schemas/project'
import { bridge } from '../rpc/bridge.ts'
import { attempt } from '../state/notices.ts'

const shown = 200

/** The files that an import left out, each with the reason. */
export function LeftOutList({ leftOut }: { readonly leftOut: readonly LeftOut[] }) {
  if (leftOut.length === 0) return null
  const text = leftOut
    .map(({ file, line, reason }) => `${file}${line === null ? '' : `:${line}`}\t${reason}`)
    .join('\n')
  return (
    <>
      <p>
        <b>{leftOut.length}</b> left out:{' '}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => attempt('Copying', () => bridge.copyText(text))}
        >
          Copy the list
        </Button>
      </p>
      <ul className="left-out scroll" tabIndex={0} aria-label="Left out">
        {leftOut.slice(0, shown).map(({ file, line, reason }, i) => (
          <li key={i}>
            <code>
              {file}
              {line === null ? '' : `:${line}`}
            </code>{' '}
            <span className="soft">{reason}</span>
          </li>
        ))}
      </ul>
      {leftOut.length > shown ? <p className="soft">The copied list has all of them.</p> : null}
    </>
  )
}
