import { FetchRow } from '../../app/FetchRow.tsx'
import { CopyDetails } from '../../ui/ErrorText.tsx'
import { Section } from '../../ui/Section.tsx'
import { ModelState } from '../../ui/ModelState.tsx'
import { AboutModel } from './AboutModel.tsx'
import { Abilities } from './Abilities.tsx'
import type { ModelRow } from './grouping.ts'
import { ModelButtons } from './ModelButtons.tsx'
import { SpeedSection } from './SpeedSection.tsx'
import { TechnicalDetails } from './TechnicalDetails.tsx'

/** All that is known of one model, and what can be done with it. */
export function ModelDetail({ row }: { readonly row: ModelRow }) {
  const { title, model, fetch } = row
  return (
    <>
      <header className="model-title">
        <h2>{title}</h2>
        <ModelState model={model} fetch={fetch} />
      </header>
      <p className="model-lead">
        {model === null
          ? 'It is copied, checked and recognised; then it is in the list.'
          : model.goodFor}
      </p>
      {model === null || model.problem === null ? null : (
        <div className="model-problem" role="alert">
          <span>
            <b className="bad">Damaged.</b> {model.problem}
          </span>
          <CopyDetails text={`${title} (${model.id}) is damaged\n${model.problem}`} />
        </div>
      )}
      {fetch === null ? null : <FetchRow fetch={fetch} isTitled />}
      {model === null ? null : (
        <>
          <ModelButtons model={model} fetch={fetch} />
          <AboutModel model={model} fetch={fetch} />
          {model.kind === 'segmenter' && model.state === 'installed' ? (
            <SpeedSection model={model} />
          ) : null}
          {model.capabilities === null ? null : (
            <Section title="What it takes">
              <Abilities capabilities={model.capabilities} />
            </Section>
          )}
          <TechnicalDetails model={model} />
        </>
      )}
    </>
  )
}
