import type { ModelEntry, ModelFetch } from '#rpc/schemas/models'
import { useApp } from '../../state/app.ts'
import { LicenceLink, OutsideLink } from '../../ui/OutsideLink.tsx'
import { Section } from '../../ui/Section.tsx'
import { modelSizeText } from '../../ui/model-size.ts'
import { kindTitles, originTitles, providerReason, providerTitle } from './texts.ts'

type Props = { readonly model: ModelEntry; readonly fetch: ModelFetch | null }

/** Kind, licence, size, what it runs on. */
export function AboutModel({ model, fetch }: Props) {
  const { kind, origin, licence, state, page } = model
  return (
    <Section title="About">
      <dl className="facts-list wide">
        <dt>Kind</dt>
        <dd>
          {kindTitles[kind]} <span className="soft">· {originTitles[origin]}</span>
        </dd>
        <dt>Licence</dt>
        <dd>
          <LicenceLink licence={licence} />
          {licence.needsAcknowledgement ? (
            <span className="soft"> · to be agreed to before it is fetched</span>
          ) : null}
          {licence.note === null ? null : <div className="soft">{licence.note}</div>}
        </dd>
        <dt>{state === 'available' ? 'To fetch' : 'On disk'}</dt>
        <dd className="number">
          {modelSizeText({ ...model, bytes: model.bytes ?? fetch?.total ?? null })}
        </dd>
        {state === 'installed' ? <RunsOn model={model} /> : null}
        {page === null || state !== 'available' ? null : (
          <>
            <dt>By hand</dt>
            <dd>
              <OutsideLink url={page}>Page of its files</OutsideLink>
              <span className="soft"> · fetch them on another computer and import them here</span>
            </dd>
          </>
        )}
      </dl>
    </Section>
  )
}

function RunsOn({ model }: { readonly model: ModelEntry }) {
  const useGpu = useApp((state) => state.settings?.useGpu ?? true)
  return (
    <>
      <dt>Runs on</dt>
      <dd>
        {providerTitle(model.provider)}
        {model.kind === 'segmenter' ? (
          <span className="soft"> · {providerReason(model, useGpu)}</span>
        ) : null}
      </dd>
    </>
  )
}
