import { Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { mllmProfileSchema } from '#rpc/schemas/mllm'
import { Choice } from '../../ui/Choice.tsx'
import { OptionalNumber } from '../../ui/OptionalNumber.tsx'
import { Section } from '../../ui/Section.tsx'
import type { Problems, ProfileDraft } from './profile-form.ts'
import { definitions } from './texts.ts'
import { TextField } from '../../ui/TextField.tsx'

export type FormPart = {
  readonly draft: ProfileDraft
  readonly change: (part: Partial<ProfileDraft>) => void
  /** By field; empty until saving was tried. */
  readonly problems: Problems
}

const dialects = [
  { value: 'openai', label: 'like OpenAI' },
  { value: 'anthropic', label: 'like Anthropic' },
  { value: 'gemini', label: 'like Gemini' },
]

/** Name and address, and below them what is given: the model. */
export function PlaceFields({
  draft,
  change,
  problems,
  children,
}: FormPart & { readonly children: ReactNode }) {
  return (
    <Section title="Where it is">
      <div className="form-row">
        <TextField
          label="Name"
          definition={definitions.name}
          maxLength={60}
          value={draft.name ?? ''}
          error={problems['name'] ?? null}
          onChange={(name) => change({ name })}
        />
        <Select
          size="xs"
          label="Spoken to"
          labelProps={{ title: definitions.dialect }}
          allowDeselect={false}
          data={dialects}
          value={draft.dialect}
          onChange={(dialect) =>
            change({ dialect: mllmProfileSchema.shape.dialect.parse(dialect) })
          }
        />
      </div>
      <TextField
        label="Address"
        definition={definitions.url}
        placeholder="http://127.0.0.1:11434/v1"
        kind="address"
        value={draft.url ?? ''}
        error={problems['url'] ?? null}
        onChange={(url) => change({ url })}
      />
      {children}
    </Section>
  )
}

const numbers = mllmProfileSchema.shape

type NumberName =
  | 'imageSide'
  | 'temperature'
  | 'maxTokens'
  | 'timeoutSeconds'
  | 'retries'
  | 'concurrency'
  | 'perMinute'

type NumberProps = FormPart & {
  readonly name: NumberName
  readonly label: string
  readonly digits?: number
  readonly placeholder?: string
}

/** A number of the profile; what is out of its limits is said below it. */
function Field({ draft, change, problems, name, label, digits, placeholder }: NumberProps) {
  const value = draft[name]
  const isGood = numbers[name].safeParse(value).success
  return (
    <OptionalNumber
      label={label}
      definition={definitions[name]}
      placeholder={placeholder ?? 'a number'}
      value={value}
      error={isGood ? null : (problems[name] ?? limitsOf(name))}
      {...(digits === undefined ? {} : { digits })}
      onChange={(next) => change({ [name]: next })}
    />
  )
}

const limits: Readonly<Record<NumberName, string>> = {
  imageSide: '200 to 4096',
  temperature: '0 to 2',
  maxTokens: '16 to 200,000',
  timeoutSeconds: '1 to 3600',
  retries: '0 to 10',
  concurrency: '1 to 64',
  perMinute: 'over 0, or empty',
}

function limitsOf(name: NumberName): string {
  return limits[name]
}

export function PictureFields(part: FormPart) {
  const { draft, change } = part
  return (
    <Section title="Pictures">
      <div className="form-row">
        <Field {...part} name="imageSide" label="Longest side, px" />
        <Choice
          label="Looked at"
          title={definitions.imageDetail}
          options={['auto', 'low', 'high']}
          value={draft.imageDetail ?? 'auto'}
          onChange={(imageDetail) => change({ imageDetail })}
        />
      </div>
    </Section>
  )
}

export function ReplyFields(part: FormPart) {
  return (
    <Section title="Replies">
      <div className="form-row">
        <Field {...part} name="temperature" label="Temperature" digits={2} />
        <Field {...part} name="maxTokens" label="Tokens at most" />
      </div>
    </Section>
  )
}

export function TrafficFields(part: FormPart) {
  return (
    <Section title="Patience and pace">
      <div className="form-row four">
        <Field {...part} name="timeoutSeconds" label="Time limit, s" />
        <Field {...part} name="retries" label="Further tries" />
        <Field {...part} name="concurrency" label="At once" />
        <Field {...part} name="perMinute" label="A minute" digits={1} placeholder="no limit" />
      </div>
    </Section>
  )
}

export function PriceFields({ draft, change, problems }: FormPart) {
  const { cost } = draft
  const field = (name: 'input' | 'output', label: string) => (
    <OptionalNumber
      label={label}
      definition={definitions[name]}
      placeholder="not counted"
      digits={4}
      value={cost[name]}
      error={problems[`cost.${name}`] ?? null}
      onChange={(next) => change({ cost: { ...cost, [name]: next ?? 0 } })}
    />
  )
  return (
    <Section title="Prices of a million tokens">
      <div className="form-row">
        {field('input', 'Sent')}
        {field('output', 'Received')}
      </div>
      <p className="soft">
        In your currency, as the host’s price list has them: limits and spending are counted by
        them.
      </p>
    </Section>
  )
}
