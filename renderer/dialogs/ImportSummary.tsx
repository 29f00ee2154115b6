import { Button } from '@mantine/core'
import type { ImportResult } from '#rpc/schemas/project'
import { bridge } from '../rpc/bridge.ts'
import { attempt } from '../state/notices.ts'

const shown = 200

/** What an import did, and what it left out and why. */
export function ImportSummary({ result }: { readonly result: ImportResult }) {
  const { images, samples, known, leftOut } = result
  const text = leftOut
    .map(({ file, line, reason }) => `${file}${line === null ? '' : `:${line}`}\t${reason}`)
    .join('\n')
  return (
    <div role="status">
      <p>
        <b>{images}</b> images and <b>{samples}</b> samples added, {known} images were already
        there.
      </p>
      {leftOut.length === 0 ? null : (
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
      )}
    </div>
  )
}
