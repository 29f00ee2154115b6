import { useState } from 'react'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { changePipeline } from '../../app/actions/settings.ts'
import { useApp } from '../../state/app.ts'
import { NumberField } from '../../ui/NumberField.tsx'
import { Section } from '../../ui/Section.tsx'
import { Toggle } from '../../ui/Tick.tsx'
import { definitions } from './definitions.ts'
import { densitiesOfText, textOfDensities, voteQuestions } from './densities.ts'
import { TextField } from '../../ui/TextField.tsx'

/** The reasoning repeated over grids, as a prior. */
export function VoteFields() {
  const pipeline = useApp((state) => state.pipeline)
  if (pipeline === null) return null
  const { vote, prior, reason } = pipeline
  const isOn = prior.sources.includes('vote')
  const change = (part: Partial<typeof vote>) => changePipeline({ vote: { ...vote, ...part } })
  const others = prior.sources.filter((source) => source !== 'vote')
  const count = voteQuestions(vote)
  return (
    <Section title="Vote" isFolded>
      <Toggle
        label="Ask over several grids, for a prior"
        definition="The MLLM reasons again over coarser and finer grids; where its answers meet, the target is expected. A heat map from any MLLM."
        isOn={isOn}
        onChange={(next) =>
          changePipeline({ prior: { sources: next ? [...others, 'vote'] : others } })
        }
      />
      <DensitiesField
        key={textOfDensities(vote.densities)}
        densities={vote.densities}
        onSave={(densities) => change({ densities: [...densities] })}
      />
      <Toggle
        label="Each also shifted"
        definition={definitions.withShift}
        isOn={vote.withShift}
        onChange={(withShift) => change({ withShift })}
      />
      <SampleFields vote={vote} change={change} />
      <p className="soft">
        {count} {count === 1 ? 'question' : 'questions'} a sample
        {reason.profile === null ? '' : ` to ${reason.profile}`}
        {isOn ? ', on top of the reasoning.' : ' where it is on.'}
      </p>
    </Section>
  )
}

type Vote = PipelineSettings['vote']
type SampleProps = { readonly vote: Vote; readonly change: (part: Partial<Vote>) => void }

function SampleFields({ vote, change }: SampleProps) {
  return (
    <div className="field-row halves">
      <NumberField
        label="Replies to each"
        definition={definitions.samples}
        min={1}
        max={20}
        value={vote.samples}
        onChange={(samples) => change({ samples })}
      />
      <NumberField
        label="Their temperature"
        definition={definitions.voteTemperature}
        min={0}
        max={2}
        digits={2}
        isDisabled={vote.samples === 1}
        value={vote.temperature}
        onChange={(temperature) => change({ temperature })}
      />
    </div>
  )
}

type DensitiesProps = {
  readonly densities: PipelineSettings['vote']['densities']
  readonly onSave: (densities: readonly number[]) => void
}

/** Made anew (by its key) when they change from elsewhere. */
function DensitiesField({ densities, onSave }: DensitiesProps) {
  const [text, setText] = useState(textOfDensities(densities))
  const read = densitiesOfText(text)
  const save = () => {
    if (read !== null && textOfDensities(read) !== textOfDensities(densities)) onSave(read)
  }
  return (
    <TextField
      label="Strips a side"
      definition={definitions.densities}
      value={text}
      error={read === null ? 'At most ten numbers from 2 to 20, like 5, 9, 13' : null}
      onChange={setText}
      onDone={save}
    />
  )
}
