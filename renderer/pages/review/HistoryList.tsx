import { diffWordsWithSpace } from 'diff'
import { isEmptyRle, rleArea } from '#core/mask/rle-ops'
import type { HistoryEntry } from '#rpc/schemas/review'
import { useReview, type Compared } from '../../state/review.ts'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { whenText } from '../runs/when.ts'
import { verdictNames } from './texts.ts'

/** Everything that happened to the sample, newest first; a mask's entry lays its difference over the picture. */
export function HistoryList() {
  const history = useReview((state) => state.history)
  if (history === null || history.length === 0) return null
  return (
    <Section title="History">
      <ol className="plain-list review-history">
        {history.toReversed().map((entry) => (
          <li key={`${entry.kind} ${entry.at}`}>
            <Entry entry={entry} />
            <span className="soft">
              {entry.author === '' ? 'no name' : entry.author}, {whenText(entry.at)}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  )
}

function Entry({ entry }: { readonly entry: HistoryEntry }) {
  switch (entry.kind) {
    case 'version':
      return <MaskEntry entry={entry} title={`version ${entry.version.version}`} />
    case 'opinion':
      return <MaskEntry entry={entry} title="second opinion" />
    case 'verdict':
      return (
        <p>
          <b>{verdictNames[entry.review.verdict]}</b> <span className="soft">verdict</span>
        </p>
      )
    case 'comment':
      return <p>“{entry.comment.text}”</p>
    case 'text':
      return entry.changes.map((change) => <TextChange key={change.field} {...change} />)
  }
}

function MaskEntry({ entry, title }: { readonly entry: Compared; readonly title: string }) {
  const compared = useReview((state) => state.compared)
  const { diff } = entry
  const isShown = compared?.kind === entry.kind && compared.at === entry.at
  return (
    <p>
      <b>{title}</b>{' '}
      {diff === null ? (
        <span className="soft">the first</span>
      ) : (
        <Term definition="Pixels that came and went against the mask before, and the IoU of both.">
          <span className="number">
            +{rleArea(diff.added).toLocaleString('en')} −
            {rleArea(diff.removed).toLocaleString('en')} px, IoU {diff.iou.toFixed(2)}
          </span>
        </Term>
      )}{' '}
      <button
        type="button"
        className="link-button"
        aria-pressed={isShown}
        onClick={() => useReview.setState({ compared: isShown ? null : entry })}
      >
        {isShown ? 'hide' : diff === null || isSame(entry) ? 'show' : 'show what changed'}
      </button>
    </p>
  )
}

function isSame({ diff }: Compared): boolean {
  return diff !== null && isEmptyRle(diff.added) && isEmptyRle(diff.removed)
}

type Change = { readonly field: string; readonly before: string; readonly after: string }

function TextChange({ field, before, after }: Change) {
  return (
    <p className="text-diff">
      <span className="soft">{field}:</span>{' '}
      {diffWordsWithSpace(before, after).map(({ value, added, removed }, i) =>
        added ? (
          <ins key={i}>{value}</ins>
        ) : removed ? (
          <del key={i}>{value}</del>
        ) : (
          <span key={i}>{value}</span>
        ),
      )}
    </p>
  )
}
