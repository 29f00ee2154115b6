import { Button } from '@mantine/core'
import { useEffect, useMemo } from 'react'
import type { SampleDetail } from '#rpc/schemas/annotation'
import type { MllmCall } from '#rpc/schemas/mllm'
import type { Run } from '#rpc/schemas/pipeline'
import { settingChanges } from '#rpc/setting-changes'
import { usePhoto } from '../../panels/tray/photos.ts'
import { sourceTitles } from '../../panels/tray/terms.ts'
import { attempt } from '../../state/notices.ts'
import { useRunsPage } from '../../state/runs-page.ts'
import { loadCalls, useRunCalls } from '../../state/run-calls.ts'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { millisecondsText } from '../../ui/units.ts'
import { CandidateCrop } from './CandidateCrop.tsx'
import { alignCandidates, comparedFacts, comparedFigures, leastIou } from './compare.ts'
import { SettingRow } from './SettingRow.tsx'
import { timelineOf } from './timeline.ts'
import { definitions, valueText } from './texts.ts'
import { whenText } from './when.ts'

type Props = { readonly left: Run; readonly right: Run; readonly detail: SampleDetail }

/** Two runs of the sample side by side. */
export function CompareView({ left, right, detail }: Props) {
  const photo = usePhoto(detail.image.isMissing ? null : detail.image.id)
  const calls = [useCalls(left.id), useCalls(right.id)] as const
  return (
    <>
      <header className="run-title">
        <h2>
          Run {left.id} beside run {right.id}
        </h2>
        <span className="fetch-buttons">
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => useRunsPage.setState({ run: right.id, compared: left.id })}
          >
            Swap
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => useRunsPage.setState({ compared: null })}
          >
            Run {left.id} alone
          </Button>
        </span>
      </header>
      <Facts left={left} right={right} calls={calls} />
      <SettingsDiff left={left} right={right} />
      <Candidates left={left} right={right} photo={photo} />
      <Times left={left} right={right} calls={calls} />
    </>
  )
}

const none: readonly MllmCall[] = []

function useCalls(run: number): readonly MllmCall[] {
  const told = useRunCalls((state) => state.calls.get(run))
  useEffect(() => {
    attempt('Reading what MLLMs were asked', () => loadCalls(run))
  }, [run])
  return told?.kind === 'known' ? told.calls : none
}

type Two = { readonly left: Run; readonly right: Run }
type WithCalls = Two & { readonly calls: readonly [readonly MllmCall[], readonly MllmCall[]] }

function Head({ left, right }: Two) {
  return (
    <thead>
      <tr>
        <td />
        <th scope="col">
          Run {left.id} <span className="soft number">{whenText(left.createdAt)}</span>
        </th>
        <th scope="col">
          Run {right.id} <span className="soft number">{whenText(right.createdAt)}</span>
        </th>
      </tr>
    </thead>
  )
}

function Facts({ left, right, calls }: WithCalls) {
  const rows = [...comparedFacts(left, right), ...comparedFigures([left, right], calls)]
  return (
    <Section title="What they came to">
      <table className="run-table compared">
        <Head left={left} right={right} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.title} className={row.isSame ? 'same' : 'differs'}>
              <th scope="row">{row.title}</th>
              <td className="number">{row.left}</td>
              <td className="number">
                {row.isSame ? <span className="soft">same</span> : row.right}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function SettingsDiff({ left, right }: Two) {
  const changes = settingChanges(right.settings, left.settings)
  return (
    <Section title="Settings that differ">
      {changes.length === 0 ? (
        <p className="soft">None: both ran with the same settings.</p>
      ) : (
        <table className="run-table compared">
          <Head left={left} right={right} />
          <tbody>
            {changes.map(({ path, before, after }) => (
              <SettingRow key={path} path={path}>
                <td className="number">{valueText(before)}</td>
                <td className="number">{valueText(after)}</td>
              </SettingRow>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

type CandidatesProps = Two & { readonly photo: ImageBitmap | null }

function Candidates({ left, right, photo }: CandidatesProps) {
  const pairs = useMemo(
    () => alignCandidates(left.candidates, right.candidates),
    [left.candidates, right.candidates],
  )
  if (pairs.length === 0) return null
  return (
    <Section title="Candidates, by likeness">
      <p className="soft">
        Beside one another stand the masks that overlap most, from an IoU of {leastIou} on; in the
        order of run {left.id}.
      </p>
      <div className="pairs">
        {pairs.map(({ left: a, right: b, iou }) => (
          <div key={`${a?.id} ${b?.id}`} className="candidate-pair">
            <Side candidate={a} photo={photo} />
            <span className="pair-iou number">
              {iou === null ? (
                <span className="soft">alone</span>
              ) : (
                <Term definition={definitions.pairIou}>
                  {iou === 1 ? 'same mask' : `IoU ${iou.toFixed(2)}`}
                </Term>
              )}
            </span>
            <Side candidate={b} photo={photo} />
          </div>
        ))}
      </div>
    </Section>
  )
}

type SideProps = {
  readonly candidate: Run['candidates'][number] | null
  readonly photo: ImageBitmap | null
}

function Side({ candidate, photo }: SideProps) {
  if (candidate === null) return <div className="pair-side empty-side">nothing like it</div>
  const { rank, score, source, rle, id } = candidate
  return (
    <div className="pair-side">
      <CandidateCrop rle={rle} photo={photo} />
      <div className="number">
        <div>
          rank <b>{rank}</b> <span className="soft">{id}</span>
        </div>
        <div>
          <Term definition={definitions.score}>score</Term> <b>{score.toFixed(2)}</b>
        </div>
        <div className="soft">{sourceTitles[source]}</div>
      </div>
    </div>
  )
}

function Times({ left, right, calls }: WithCalls) {
  const a = timelineOf(left, calls[0])
  const b = timelineOf(right, calls[1])
  const titles = [...new Map([...a, ...b].map(({ id, title }) => [id, title]))]
  const timeOf = (rows: typeof a, id: string) => {
    const row = rows.find((one) => one.id === id)
    return row === undefined ? '–' : millisecondsText(row.milliseconds)
  }
  return (
    <Section title="Time">
      <table className="run-table compared">
        <Head left={left} right={right} />
        <tbody>
          {titles.map(([id, title]) => (
            <tr key={id}>
              <th scope="row">{title}</th>
              <td className="number">{timeOf(a, id)}</td>
              <td className="number">{timeOf(b, id)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}
