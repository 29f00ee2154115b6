import { Badge, Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { AnnotationVersion, SampleDetail } from '#rpc/schemas/annotation'
import { rleArea } from '#core/mask/rle-ops'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { call } from '../../rpc/client.ts'
import { attempt, notifyError } from '../../state/notices.ts'
import { editTo, goToEdit, pushEdits } from '../../state/session-edits.ts'
import { useSession } from '../../state/session.ts'
import { Section } from '../../ui/Section.tsx'

/** Every edit of the mask, to go back to, and every version saved. */
export function HistoryPanel({ detail }: { readonly detail: SampleDetail }) {
  return (
    <>
      <Edits detail={detail} />
      {detail.opinion === null ? <Versions detail={detail} /> : <HiddenVersions />}
    </>
  )
}

function Edits({ detail }: { readonly detail: SampleDetail }) {
  const draft = useSession((state) => state.draft) ?? detail.draft
  const { edits, cursor } = draft
  return (
    <Section
      title="Edits"
      aside={
        <span className="section-actions">
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => runCommand(commandOf('edit.undo'))}
          >
            Undo
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => runCommand(commandOf('edit.redo'))}
          >
            Redo
          </Button>
        </span>
      }
    >
      <ol className="history">
        <HistoryStep title="start" at={0} cursor={cursor} />
        {edits.map((edit, index) => (
          <HistoryStep
            key={edit.id}
            title={edit.label}
            time={edit.createdAt}
            at={index + 1}
            cursor={cursor}
          />
        ))}
      </ol>
    </Section>
  )
}

type StepProps = {
  readonly title: string
  readonly time?: string
  readonly at: number
  readonly cursor: number
}

function HistoryStep({ title, time, at, cursor }: StepProps) {
  return (
    <li>
      <button
        type="button"
        className={`list-button row ${at > cursor ? 'undone' : ''}`}
        {...(at === cursor ? { 'aria-current': 'step' } : {})}
        onClick={() => goToEdit(at)}
      >
        <span className="ellipsis">{title}</span>
        {at > cursor ? <span className="soft">undone</span> : null}
        {time === undefined ? null : <span className="soft number">{timeText(time)}</span>}
      </button>
    </li>
  )
}

function HiddenVersions() {
  return (
    <Section title="Saved versions">
      <p className="soft">Hidden until the second opinion is given.</p>
    </Section>
  )
}

function Versions({ detail }: { readonly detail: SampleDetail }) {
  const [versions, setVersions] = useState<readonly AnnotationVersion[] | null>(null)
  const sample = detail.row.id
  const newest = detail.saved?.id ?? null
  useEffect(() => {
    let isLeft = false
    call('annotations.versions', { sample }).then(
      (answer) => {
        if (!isLeft) setVersions(answer)
      },
      (error: unknown) => notifyError(error, 'Reading the versions'),
    )
    return () => {
      isLeft = true
    }
  }, [sample, newest])
  const ordered = versions?.toSorted((a, b) => b.version - a.version) ?? []
  return (
    <Section title="Saved versions">
      {versions?.length === 0 ? <p className="soft">Nothing is saved yet.</p> : null}
      <ol className="plain-list">
        {ordered.map((version) => (
          <VersionRow key={version.id} version={version} />
        ))}
      </ol>
    </Section>
  )
}

function VersionRow({ version }: { readonly version: AnnotationVersion }) {
  const takeBack = () => {
    const edits = (['target', 'ignore'] as const).flatMap((layer) => {
      const params = { version: version.version }
      const edit = editTo(version[layer], { layer, tool: 'candidate', params })
      return edit === null ? [] : [edit]
    })
    pushEdits(edits)
  }
  return (
    <li className="version">
      <div>
        <b>version {version.version}</b>{' '}
        <Badge size="xs" variant="default">
          {version.source}
        </Badge>
        {version.isStale ? <span className="bad"> query changed since</span> : null}
      </div>
      <div className="soft number">
        {version.noTarget ? 'no target' : `${rleArea(version.target).toLocaleString('en')} px`},{' '}
        {version.annotator === '' ? 'no name' : version.annotator}, {dateText(version.createdAt)}
      </div>
      <Button
        size="compact-xs"
        variant="default"
        title="As one edit, which can be undone"
        onClick={() => attempt('Taking the version', () => Promise.resolve(takeBack()))}
      >
        Take as the mask
      </Button>
    </li>
  )
}

function timeText(iso: string): string {
  return new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}

function dateText(iso: string): string {
  return new Date(iso).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })
}
