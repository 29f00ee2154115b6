import { Button } from '@mantine/core'
import { useState } from 'react'
import type { SourcePlan } from '#rpc/schemas/splits'
import { JobView } from '../../dialogs/JobView.tsx'
import { useJob } from '../../dialogs/use-job.ts'
import { call } from '../../rpc/client.ts'
import { attempt } from '../../state/notices.ts'
import { planSplits, useSplits } from '../../state/splits.ts'
import { Term } from '../../ui/Term.tsx'
import { TextField } from '../../ui/TextField.tsx'

/** What is known of the images beyond their files: where they are from, and which look alike. */
export function ImageFacts() {
  const state = useSplits((store) => store.state)
  if (state === null) return null
  return (
    <>
      <h3>
        <Term definition="Pictures of one source, as the frames of a film, show the same things: they belong on one side.">
          Sources
        </Term>
      </h3>
      <p className="soft number">
        {state.sourced === 0
          ? 'Of no image it is known what it is from.'
          : `${state.sources.toLocaleString('en')} sources of ${state.sourced.toLocaleString('en')} of ${state.images.toLocaleString('en')} images`}
      </p>
      <SourceFields hasSources={state.sourced > 0} />
      <h3>
        <Term definition="Compared by a hash of 64 bits that survives resizing and recompression (pHash); up to 8 bits apart counts as alike.">
          Pictures that look alike
        </Term>
      </h3>
      <Look unhashed={state.unhashed} images={state.images} />
    </>
  )
}

function Look({ unhashed, images }: { readonly unhashed: number; readonly images: number }) {
  const run = useJob()
  const begin = async () => {
    await run.start(() => call('split.look', {}))
    await planSplits()
  }
  return (
    <>
      <p className="soft number">
        {unhashed === 0
          ? `All ${images.toLocaleString('en')} images were looked at.`
          : `${unhashed.toLocaleString('en')} of ${images.toLocaleString('en')} images were not looked at: those like them are not known.`}
      </p>
      {unhashed === 0 ? null : (
        <Button
          size="xs"
          variant="default"
          loading={run.isRunning}
          onClick={() => attempt('Looking at the images', begin)}
        >
          Look at them
        </Button>
      )}
      <JobView run={run} doing="Looking at the images" />
    </>
  )
}

function SourceFields({ hasSources }: { readonly hasSources: boolean }) {
  const [pattern, setPattern] = useState('')
  const [found, setFound] = useState<SourcePlan | null>(null)
  const ask = async (given: string | null, apply: boolean) => {
    setFound(await call('split.sources', { pattern: given, apply }))
    if (apply) await planSplits()
  }
  return (
    <>
      <TextField
        label="From the file name"
        value={pattern}
        placeholder="{source}_#.jpg"
        kind="word"
        definition="{source} is the part that pictures of one source share, * anything, # digits. With a / the path is looked at, relative to the project."
        onChange={(text) => {
          setPattern(text)
          setFound(null)
        }}
      />
      {found === null || pattern === '' ? null : <Found found={found} />}
      <SourceButtons pattern={pattern} hasSources={hasSources} onAsk={ask} />
    </>
  )
}

type ButtonsProps = {
  readonly pattern: string
  readonly hasSources: boolean
  /** null forgets all sources. */
  readonly onAsk: (pattern: string | null, apply: boolean) => Promise<void>
}

function SourceButtons({ pattern, hasSources, onAsk }: ButtonsProps) {
  return (
    <div className="row-buttons">
      <Button
        size="compact-xs"
        variant="default"
        disabled={pattern === ''}
        onClick={() => attempt('Trying the pattern', () => onAsk(pattern, false))}
      >
        Try
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        disabled={pattern === ''}
        onClick={() => attempt('Setting the sources', () => onAsk(pattern, true))}
      >
        Set
      </Button>
      {hasSources ? (
        <Button
          size="compact-xs"
          variant="default"
          title="No image has a source any more"
          onClick={() => attempt('Forgetting the sources', () => onAsk(null, true))}
        >
          Forget
        </Button>
      ) : null}
    </div>
  )
}

function Found({ found }: { readonly found: SourcePlan }) {
  return (
    <div className="soft number" role="status">
      {found.matched.toLocaleString('en')} of {found.images.toLocaleString('en')} images match,{' '}
      {found.sources.toLocaleString('en')} sources
      <ul className="source-examples">
        {found.examples.map(({ name, source }) => (
          <li key={name}>
            {name}: {source ?? 'no match'}
          </li>
        ))}
      </ul>
    </div>
  )
}
