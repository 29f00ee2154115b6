import { Button, Group, Textarea } from '@mantine/core'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Proposal, WrittenTexts } from '#rpc/schemas/authoring'
import { usePhoto } from '../../panels/tray/photos.ts'
import { attempt } from '../../state/notices.ts'
import { decideProposal, undoProposal } from '../../state/proposals.ts'
import { Term } from '../../ui/Term.tsx'
import { drawMasked } from './draw-masked.ts'
import { kindTitles, verdictDefinitions } from './texts.ts'

/** One text with its mask: T takes it, D drops it, Backspace takes the last decision back. */
export function ProposalCard({ proposal }: { readonly proposal: Proposal }) {
  const [texts, setTexts] = useState<WrittenTexts>(proposal.texts)
  const decide = (state: 'taken' | 'dropped') =>
    attempt(state === 'taken' ? 'Taking it' : 'Dropping it', () =>
      decideProposal(proposal.id, state, texts),
    )
  useDecisionKeys(decide)
  const { kind, verdict, reason, writer, verifier, target } = proposal
  return (
    <article className="proposal">
      <MaskedPhoto proposal={proposal} />
      <div className="proposal-texts">
        <p>
          <b>{kindTitles[kind]}</b> for “{target}”{' '}
          <span className="badge" data-verdict={verdict}>
            <Term definition={verdictDefinitions[verdict]}>{verdict}</Term>
          </span>
        </p>
        <Fields kind={kind} texts={texts} onChange={setTexts} />
        {reason === '' ? null : (
          <p className="soft">
            {verifier}: {reason}
          </p>
        )}
        <p className="soft">Written by {writer}.</p>
        <Group gap="xs">
          <Button
            size="xs"
            onClick={() => decide('taken')}
            rightSection={<kbd className="key">T</kbd>}
          >
            Take
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => decide('dropped')}
            rightSection={<kbd className="key">D</kbd>}
          >
            Drop
          </Button>
        </Group>
      </div>
    </article>
  )
}

function useDecisionKeys(decide: (state: 'taken' | 'dropped') => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { target } = event
    const isText = target instanceof HTMLElement && target.closest('input, textarea, [role=dialog]')
    if (isText !== null && isText !== false) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key.toLowerCase()
    if (key === 't') decide('taken')
    else if (key === 'd') decide('dropped')
    else if (key === 'backspace') attempt('Taking the decision back', undoProposal)
    else return
    event.preventDefault()
  })
  useEffect(() => {
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

type FieldsProps = {
  readonly kind: Proposal['kind']
  readonly texts: WrittenTexts
  readonly onChange: (texts: WrittenTexts) => void
}

function Fields({ kind, texts, onChange }: FieldsProps) {
  const field = (name: 'query' | 'answer' | 'rationale', label: string) => (
    <Textarea
      size="xs"
      autosize
      minRows={1}
      label={label}
      value={texts[name]}
      onChange={(event) => onChange({ ...texts, [name]: event.currentTarget.value })}
    />
  )
  if (kind === 'rationale') return field('rationale', 'Rationale')
  return (
    <>
      {field('query', 'Query')}
      {texts.variants.length === 0 ? null : (
        <div>
          <span className="field-label">Other wordings</span>
          <ul>
            {texts.variants.map((variant) => (
              <li key={variant}>{variant}</li>
            ))}
          </ul>
        </div>
      )}
      {field('answer', 'Answer')}
      {field('rationale', 'Rationale')}
    </>
  )
}

const side = 900

function MaskedPhoto({ proposal }: { readonly proposal: Proposal }) {
  const { image, mask } = proposal
  const photo = usePhoto(image.id)
  const canvas = useRef<HTMLCanvasElement>(null)
  const scale = side / Math.max(image.size.width, image.size.height)
  useEffect(() => {
    if (canvas.current !== null && photo !== null) drawMasked(canvas.current, photo, mask)
  }, [photo, mask])
  return (
    <canvas
      ref={canvas}
      className="proposal-photo"
      width={Math.round(image.size.width * scale)}
      height={Math.round(image.size.height * scale)}
      role="img"
      aria-label={`${image.name} with the mask of ${proposal.target}`}
    />
  )
}
