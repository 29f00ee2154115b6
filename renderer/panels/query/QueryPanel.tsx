import { TagsInput } from '@mantine/core'
import { splits, type SampleFields } from '#rpc/schemas/project'
import type { SampleDetail } from '#rpc/schemas/annotation'
import { useApp } from '../../state/app.ts'
import { editFields } from '../../state/session-fields.ts'
import { Choice } from '../../ui/Choice.tsx'
import { DraftText } from '../../ui/DraftText.tsx'
import { Section } from '../../ui/Section.tsx'
import { Toggle } from '../../ui/Tick.tsx'
import { CategoryFields } from './CategoryFields.tsx'
import { QueryChecks } from './QueryChecks.tsx'

type Part = { readonly fields: SampleFields; readonly isReadOnly: boolean }

/** What the annotator says about the sample; every field saves itself. */
export function QueryPanel({ detail }: { readonly detail: SampleDetail }) {
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  const part = { fields: detail.fields, isReadOnly }
  return (
    <>
      <QueryFields {...part} />
      <QueryChecks detail={detail} isReadOnly={isReadOnly} />
      <TargetFields {...part} />
      <CategoryFields {...part} />
      <Section title="Split">
        <Choice
          label="Split"
          isLabelHidden
          isDisabled={isReadOnly}
          options={['none', ...splits]}
          value={detail.fields.split ?? 'none'}
          onChange={(value) => editFields({ split: value === 'none' ? null : value })}
        />
      </Section>
      <AnswerFields {...part} />
    </>
  )
}

function QueryFields({ fields, isReadOnly }: Part) {
  return (
    <Section title="Query">
      <Text
        id="field-query"
        name="query"
        label="Query"
        example="What could protect the snail?"
        lines={2}
        fields={fields}
        isReadOnly={isReadOnly}
      />
      <Tags
        name="variants"
        label="Other wordings"
        example="Type one, then Enter"
        fields={fields}
        isReadOnly={isReadOnly}
      />
      <Toggle
        label="A whole sentence (not a short phrase)"
        isOn={fields.isSentence}
        isDisabled={isReadOnly}
        onChange={(isSentence) => editFields({ isSentence })}
      />
    </Section>
  )
}

function TargetFields(part: Part) {
  return (
    <Section title="Target">
      <Text name="target" label="Name" example="shell" lines={1} {...part} />
      <Tags name="synonyms" label="Synonyms" example="Other names of it" {...part} />
      <Tags name="attributes" label="Attributes" example="brown, spiral…" {...part} />
    </Section>
  )
}

function AnswerFields(part: Part) {
  return (
    <Section title="Answer">
      <Text name="answer" label="Answer in words" example="" lines={2} {...part} />
      <Text
        name="rationale"
        label="Rationale"
        example="Why this and nothing else"
        lines={2}
        {...part}
      />
    </Section>
  )
}

const savers = {
  query: (query: string) => editFields({ query }),
  target: (target: string) => editFields({ target }),
  answer: (answer: string) => editFields({ answer }),
  rationale: (rationale: string) => editFields({ rationale }),
} as const

type TextProps = Part & {
  readonly name: keyof typeof savers
  readonly label: string
  readonly example: string
  readonly lines: number
  readonly id?: string
}

function Text({ name, label, example, lines, id, fields, isReadOnly }: TextProps) {
  return (
    <DraftText
      {...(id === undefined ? {} : { id })}
      label={label}
      placeholder={example}
      lines={lines}
      value={fields[name]}
      isReadOnly={isReadOnly}
      onSave={savers[name]}
    />
  )
}

type TagsProps = Part & {
  readonly name: 'variants' | 'synonyms' | 'attributes'
  readonly label: string
  readonly example: string
}

function Tags({ name, label, example, fields, isReadOnly }: TagsProps) {
  return (
    <TagsInput
      size="xs"
      label={label}
      placeholder={fields[name].length === 0 ? example : ''}
      value={[...fields[name]]}
      readOnly={isReadOnly}
      onChange={(values) => editFields({ [name]: values })}
      acceptValueOnBlur
    />
  )
}
