import { Button, Select } from '@mantine/core'
import { changePipeline } from '../../app/actions/settings.ts'
import { useApp } from '../../state/app.ts'
import { useModels } from '../../state/models.ts'
import { showModel } from '../../state/models-page.ts'
import { Choice } from '../../ui/Choice.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import { Section } from '../../ui/Section.tsx'
import {
  choosingTextModel,
  chosenTextModel,
  textModelChoices,
  type TextKind,
} from './text-model-choices.ts'

const uses = [
  { kind: 'text-prior', label: 'A prior from the target’s words' },
  { kind: 'text-boxes', label: 'Boxes from the words, as prompts' },
  { kind: 'text-masks', label: 'Masks from the words, as candidates' },
] as const

const forms = [
  { value: 'target-attributes', label: 'with attributes' },
  { value: 'target', label: 'target' },
  { value: 'answer', label: 'answer' },
] as const

/** Which models are given the target's words, for this project. */
export function TextModelFields() {
  const pipeline = useApp((state) => state.pipeline)
  if (pipeline === null) return null
  const { text } = pipeline
  const change = (part: Partial<typeof text>) => changePipeline({ text: { ...text, ...part } })
  return (
    <Section title="Text models" isFolded>
      {uses.map(({ kind, label }) => (
        <TextModelField key={kind} kind={kind} label={label} />
      ))}
      <Choice
        label="They are given"
        title="The target alone, with its attributes, or the whole answer"
        options={forms}
        value={text.form}
        onChange={(form) => change({ form })}
      />
      <div className="field-row">
        <NumberField
          label="Boxes at most"
          min={0}
          max={60}
          value={text.boxLimit}
          onChange={(boxLimit) => change({ boxLimit })}
        />
        <NumberField
          label="Masks at most"
          min={0}
          max={60}
          value={text.maskLimit}
          onChange={(maskLimit) => change({ maskLimit })}
        />
      </div>
    </Section>
  )
}

function TextModelField({ kind, label }: { readonly kind: TextKind; readonly label: string }) {
  const pipeline = useApp((state) => state.pipeline)
  const models = useModels((state) => state.models)
  if (pipeline === null || models === null) return null
  const chosen = chosenTextModel(pipeline, kind)
  const { options, offer } = textModelChoices(models, kind, chosen)
  if (offer !== null)
    return (
      <div className="field">
        <span className="field-label">{label}</span>
        <Button size="compact-xs" variant="default" onClick={() => showModel(offer.id)}>
          Get {offer.title} in Models
        </Button>
      </div>
    )
  return (
    <Select
      size="xs"
      label={label}
      placeholder="none"
      clearable
      data={[...options]}
      value={chosen}
      onChange={(id) => changePipeline(choosingTextModel(pipeline, kind, id))}
    />
  )
}
