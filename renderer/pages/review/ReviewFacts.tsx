import { findSgdrCategory } from '#core/dataset/sgdr'
import { rleArea } from '#core/mask/rle-ops'
import type { SampleDetail } from '#rpc/schemas/annotation'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useApp } from '../../state/app.ts'
import { useReview } from '../../state/review.ts'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { CommentList } from './CommentList.tsx'
import { HistoryList } from './HistoryList.tsx'
import { OpinionsSection } from './OpinionsSection.tsx'
import { secondsText, verdictNames } from './texts.ts'

type Props = { readonly detail: SampleDetail }

/** What is known of the sample under review; in blind mode nothing that could sway the reviewer. */
export function ReviewFacts({ detail }: Props) {
  const isHidden = useHidesOpinions()
  return (
    <aside className="side right scroll review-facts" aria-label="About the sample" tabIndex={-1}>
      <Said detail={detail} />
      <MaskFacts detail={detail} isHidden={isHidden} />
      {isHidden ? (
        <p className="soft blind-note">
          Blind: names, the ranking, opinions and earlier verdicts show when you have decided.
        </p>
      ) : (
        <>
          <Verdicts />
          <OpinionsSection />
          <HistoryList />
        </>
      )}
      <CommentList isHidden={isHidden} />
      {isHidden ? null : <GoldSection />}
    </aside>
  )
}

/** Blind mode is on, and this reviewer has not judged the mask yet. */
function useHidesOpinions(): boolean {
  const isBlind = useApp((state) => state.settings?.isBlind ?? false)
  const name = useApp((state) => state.settings?.annotator ?? '')
  const facts = useReview((state) => state.facts)
  const newest = Math.max(0, ...(facts?.reviews.map(({ version }) => version) ?? []))
  const hasDecided =
    facts?.reviews.some(
      ({ reviewer, verdict, version }) =>
        reviewer === name && verdict !== 'later' && version === newest,
    ) ?? false
  return isBlind && !hasDecided
}

function Said({ detail }: Props) {
  const { target, synonyms, attributes, category, answer, rationale, variants } = detail.fields
  const rows = [
    ['target', [target, ...synonyms].filter(Boolean).join(', ')],
    ['attributes', attributes.join(', ')],
    ['category', category === null ? '' : (findSgdrCategory(category)?.title ?? category)],
    ['variants', variants.join(' · ')],
    ['answer', answer],
    ['rationale', rationale],
  ].filter(([, text]) => text !== '')
  return (
    <Section title="What is said">
      {rows.length === 0 ? (
        <p className="soft">Nothing but the query.</p>
      ) : (
        <dl className="review-said">
          {rows.map(([title, text]) => (
            <div key={title}>
              <dt className="soft">{title}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  )
}

function MaskFacts({ detail, isHidden }: Props & { readonly isHidden: boolean }) {
  const { saved, run } = detail
  if (saved === null) return null
  const taken = run?.candidates.filter(({ id }) => saved.candidateIds.includes(id)) ?? []
  const rows = [
    ...(isHidden
      ? []
      : ([
          ['by', saved.annotator === '' ? 'no name' : saved.annotator],
          ['made', saved.source],
        ] as const)),
    ['version', `${saved.version}`],
    ['area', saved.noTarget ? 'no target' : `${rleArea(saved.target).toLocaleString('en')} px`],
    ...(saved.seconds === null ? [] : ([['time', secondsText(saved.seconds)]] as const)),
    ...(saved.clicks === null ? [] : ([['clicks', `${saved.clicks}`]] as const)),
  ] as const
  return (
    <Section title="Mask">
      <dl className="review-said compact number">
        {rows.map(([title, text]) => (
          <div key={title}>
            <dt className="soft">{title}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        {isHidden || taken.length === 0 ? null : (
          <div>
            <dt className="soft">ranking</dt>
            <dd>
              <Term definition="Rank of the candidate that was accepted, and the IoU that the ranking foretold of it.">
                {taken.map(({ rank, score }) => `rank ${rank}, ${score.toFixed(2)}`).join(' + ')}
              </Term>
            </dd>
          </div>
        )}
      </dl>
    </Section>
  )
}

function Verdicts() {
  const reviews = useReview((state) => state.facts?.reviews ?? null)
  if (reviews === null || reviews.length === 0) return null
  return (
    <Section title="Verdicts">
      <ul className="plain-list">
        {reviews.map(({ id, reviewer, verdict, version, isBlind }) => (
          <li key={id}>
            <b>{verdictNames[verdict]}</b> by {reviewer}{' '}
            <span className="soft">
              of version {version}
              {isBlind ? ', blind' : ''}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function GoldSection() {
  const facts = useReview((state) => state.facts)
  if (facts === null) return null
  const { gold } = facts
  const command = commandOf(gold === null ? 'gold.set' : 'gold.forget')
  return (
    <Section
      title="Gold"
      aside={
        <button
          type="button"
          className="link-button"
          title={command.hint}
          onClick={() => runCommand(command)}
        >
          {gold === null ? 'make it one' : 'no more'}
        </button>
      }
    >
      {gold === null ? (
        <p className="soft">
          A gold sample’s mask is known to be true: whoever tries it is told at once how they did.
        </p>
      ) : (
        <ul className="plain-list number">
          <li className="soft">IoU of at least {gold.leastIou.toFixed(2)} passes.</li>
          {gold.tries.map((one) => (
            <li key={one.annotator}>
              <b className={one.isPassed ? 'good' : 'bad'}>{one.isPassed ? '✓' : '✗'}</b>{' '}
              {one.annotator}: IoU {one.iou.toFixed(2)}, boundary {one.boundaryIou.toFixed(2)}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
