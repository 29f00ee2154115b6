import { Button } from '@mantine/core'
import type { ModelEntry } from '#rpc/schemas/models'
import { useModelOffer } from '../state/model-offer.ts'
import { useModels } from '../state/models.ts'
import { modelSizeText } from '../ui/model-size.ts'
import { answerOffer } from './actions/models.ts'
import { FetchRow } from './FetchRow.tsx'

/** The default model, offered to who has nothing but the embedded segmenter; once taken, how far it is. */
export function ModelOffer() {
  const offered = useModelOffer()
  const fetch = useModels(({ models, fetches }) => {
    const id = models?.find(({ isDefault }) => isDefault)?.id
    return fetches.find((one) => one.id === id && one.state !== 'done') ?? null
  })
  if (fetch !== null)
    return (
      <section className="offer-card" aria-label={fetch.title}>
        <FetchRow fetch={fetch} />
      </section>
    )
  if (offered === null) return null
  return (
    <section className="offer-card" aria-labelledby="offer-title">
      <h2 id="offer-title">Better masks: {offered.title}</h2>
      <p>
        {offered.goodFor} {offerFacts(offered)}. Until then the embedded segmenter works.
      </p>
      <OfferButtons model={offered} />
    </section>
  )
}

/** The same in one line above the work, until it is answered. */
export function ModelOfferStrip() {
  const offered = useModelOffer()
  if (offered === null) return null
  return (
    <section className="offer-strip" aria-label={`${offered.title} is offered`}>
      <p className="ellipsis">
        <b>Better masks: {offered.title}.</b> {offerFacts(offered)}. Until then the embedded
        segmenter works. <span className="soft">{offered.goodFor}</span>
      </p>
      <OfferButtons model={offered} />
    </section>
  )
}

function offerFacts(model: ModelEntry): string {
  return `${modelSizeText(model)}, ${model.licence.id}`
}

function OfferButtons({ model }: { readonly model: ModelEntry }) {
  return (
    <span className="fetch-buttons">
      <Button size="compact-sm" onClick={() => answerOffer(model, true)}>
        Get it
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => answerOffer(model, false)}>
        Not now
      </Button>
    </span>
  )
}
