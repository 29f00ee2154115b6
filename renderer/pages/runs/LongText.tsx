import { Button } from '@mantine/core'
import { useState } from 'react'
import { countText } from '../../ui/units.ts'

/** More is shown on demand: a reply may be as long as a book. */
const most = 6000

/** A text as it is, line ends kept. */
export function LongText({ text }: { readonly text: string }) {
  const [isWhole, setWhole] = useState(false)
  if (text.trim() === '') return <p className="soft">(empty)</p>
  return (
    <>
      <pre className="long-text">{isWhole ? text : text.slice(0, most)}</pre>
      {text.length <= most || isWhole ? null : (
        <Button size="compact-xs" variant="default" onClick={() => setWhole(true)}>
          Show all {countText(text.length)} characters
        </Button>
      )}
    </>
  )
}
