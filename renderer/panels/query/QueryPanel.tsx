import { SegmentedControl, Switch, TagsInput } from '@mantine/core'
import { splits, type SampleFields } from '#rpc/schemas/project'
import type { SampleDetail } from '#rpc/schemas/annotation'
import { useApp } from '../../state/app.ts'
import { editFields } from '../../state/session-fields.ts'
import { DraftText } from '../../ui/DraftText.tsx'
import { Section } from '../../ui/Section.tsx'
import { CategoryFields } from './CategoryFields.tsx'

const save =
  <K extends keyof SampleFields>(name: K) =>
  (value: SampleFields[K]) =>
    editFields({ [name]: value } as Partial<SampleFields>)

const saveQuery = save('query')
const saveTarget = save('target')
const saveAnswer = save('answer')
const saveRationale = save('rationale')

/** What the annotator says about the sample; every field saves itself. */
export function QueryPanel({ detail }: { readonly detail: SampleDetail }) {
  const { fields } = detail
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  const tags = (name: 'variants' | 'synonyms' | 'attributes', label: string, example: string) => (
    <TagsInput
      size="xs"
      label={label}
      placeholder={fields[name].length === 0 ? example : ''}
      value={[...fields[name]]}
      readOnly={isReadOnly}
      onChange={save(name)}
      acceptValueOnBlur
    />
  )
  return (
    <>
      <Section title="Query">
        <DraftText
          id="field-query"
          label="Query"
          placeholder="What could protect the snail?"
          lines={2}
          value={fields.query}
          isReadOnly={isReadOnly}
          onSave={saveQuery}
        />
        {tags('variants', 'Other wordings', 'Type one, then Enter')}
        <Switch
          size="xs"
          label="A whole sentence (not a short phrase)"
          checked={fields.isSentence}
          disabled={isReadOnly}
          onChange={(event) => editFields({ isSentence: event.currentTarget.checked })}
        />
      </Section>
      <Section title="Target">
        <DraftText
          label="Name"
          placeholder="shell"
          value={fields.target}
          isReadOnly={isReadOnly}
          onSave={saveTarget}
        />
        {tags('synonyms', 'Synonyms', 'Other names of it')}
        {tags('attributes', 'Attributes', 'brown, spiral…')}
      </Section>
      <CategoryFields fields={fields} isReadOnly={isReadOnly} />
      <Section title="Split">
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label="Split"
          disabled={isReadOnly}
          data={['none', ...splits]}
          value={fields.split ?? 'none'}
          onChange={(value) => editFields({ split: splits.find((name) => name === value) ?? null })}
        />
      </Section>
      <Section title="Answer">
        <DraftText
          label="Answer in words"
          lines={2}
          value={fields.answer}
          isReadOnly={isReadOnly}
          onSave={saveAnswer}
        />
        <DraftText
          label="Rationale"
          placeholder="Why this and nothing else"
          lines={2}
          value={fields.rationale}
          isReadOnly={isReadOnly}
          onSave={saveRationale}
        />
      </Section>
    </>
  )
}
