import { useState } from 'react'
import { mllmProfileSchema } from '#rpc/schemas/mllm'
import { Section } from '../../ui/Section.tsx'
import { freeName, presets, profileOfPreset, type Preset } from './presets.ts'
import { ProfileForm } from './ProfileForm.tsx'
import type { ProfileDraft } from './profile-form.ts'

type Start = { readonly preset: Preset | null; readonly draft: ProfileDraft }

/** Another MLLM: first the kind of server, then its form. */
export function NewProfile({ taken }: { readonly taken: readonly string[] }) {
  const [start, setStart] = useState<Start | null>(null)
  if (start === null) return <Kinds taken={taken} onChoose={setStart} />
  return (
    <>
      <header className="model-title">
        <h2>{start.preset?.title ?? 'Another server'}</h2>
      </header>
      <p className="model-lead">
        {start.preset?.hint ?? 'Name its address, the way it is spoken to, and a model.'}
      </p>
      <ProfileForm
        saved={null}
        start={start.draft}
        others={taken}
        onCancel={() => setStart(null)}
      />
    </>
  )
}

type KindsProps = {
  readonly taken: readonly string[]
  readonly onChoose: (start: Start) => void
}

function Kinds({ taken, onChoose }: KindsProps) {
  const choose = (preset: Preset) => onChoose({ preset, draft: profileOfPreset(preset, taken) })
  return (
    <>
      <header className="model-title">
        <h2>Set up an MLLM</h2>
      </header>
      <p className="model-lead">
        A multimodal model that reads the gridded picture and the query, says where the target is,
        and judges the masks found. Nothing is sent anywhere before you say so.
      </p>
      <Section title="On this computer">
        <Tiles place="here" onChoose={choose} />
      </Section>
      <Section title="On another machine">
        <p className="soft">
          Pictures and queries leave this computer. You are asked before the first one does.
        </p>
        <Tiles place="away" onChoose={choose} />
      </Section>
      <Section title="Anything else">
        <div className="preset-tiles">
          <button
            type="button"
            className="preset-tile"
            onClick={() => onChoose({ preset: null, draft: ownServer(taken) })}
          >
            <b>Another server</b>
            <span className="soft">One that speaks like OpenAI, Anthropic or Gemini</span>
          </button>
        </div>
      </Section>
    </>
  )
}

function ownServer(taken: readonly string[]): ProfileDraft {
  const name = freeName('My server', taken)
  const profile = mllmProfileSchema.parse({ name, dialect: 'openai', url: 'http://x', model: '?' })
  return { ...profile, url: '', model: '' }
}

type TilesProps = {
  readonly place: Preset['place']
  readonly onChoose: (preset: Preset) => void
}

function Tiles({ place, onChoose }: TilesProps) {
  return (
    <div className="preset-tiles">
      {presets
        .filter((preset) => preset.place === place)
        .map((preset) => (
          <button
            key={preset.id}
            type="button"
            className="preset-tile"
            title={preset.hint}
            onClick={() => onChoose(preset)}
          >
            <b>{preset.title}</b>
            <span className="soft">{preset.profile.url.replace(/^https?:\/\//, '')}</span>
          </button>
        ))}
    </div>
  )
}
