import { Button, Group, Stack } from '@mantine/core'
import type { MllmState } from '#rpc/schemas/mllm'
import type { PromptEntry } from '#rpc/schemas/prompts'
import { useApp } from '../state/app.ts'
import { useMllmDialog, type ConsentHost, type MllmQuestion } from '../state/mllm-dialog.ts'
import { hostOf } from '../ui/host.ts'
import { Dialog } from './Dialog.tsx'

/** A question about an MLLM or its prompts, to be answered with yes or no. */
export function MllmQuestionDialog({ question }: { readonly question: MllmQuestion }) {
  const answer = useMllmDialog((state) => state.answer)
  const { title, yes, no, isGrave } = wordsOf(question)
  return (
    <Dialog title={title} onClose={() => answer(false)}>
      <Stack gap="sm">
        <Body question={question} />
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={() => answer(false)}>
            {no}
          </Button>
          <Button size="xs" {...(isGrave ? { color: 'red.9' } : {})} onClick={() => answer(true)}>
            {yes}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function wordsOf(question: MllmQuestion) {
  switch (question.kind) {
    case 'consent':
      return {
        title: `Send pictures to ${hostOf(question.host.url)}?`,
        yes: 'Allow',
        no: 'Not now',
        isGrave: false,
      }
    case 'remove':
      return {
        title: `Remove ${question.state.profile.name}?`,
        yes: 'Remove',
        no: 'Keep it',
        isGrave: true,
      }
    case 'shipped-wording':
      return {
        title: `Give up the own wording of ${question.entry.id}?`,
        yes: 'Back to the shipped one',
        no: 'Keep it',
        isGrave: true,
      }
  }
}

function Body({ question }: { readonly question: MllmQuestion }) {
  switch (question.kind) {
    case 'consent':
      return <Consent host={question.host} />
    case 'remove':
      return <Removal state={question.state} />
    case 'shipped-wording':
      return <Shipped entry={question.entry} />
  }
}

/** What leaves this computer, and where it goes. */
function Consent({ host: { kind, name, url } }: { readonly host: ConsentHost }) {
  const isJudge = kind === 'mllm'
  return (
    <>
      <p>
        <b>{name}</b> is not on this computer. To answer, its server <b>{hostOf(url)}</b> is sent:
      </p>
      <ul className="sent-list">
        <li>
          the <b>pictures</b> of the samples asked about, shrunk, with the grid’s lines and numbers
          {isJudge ? '' : ' or without'}
        </li>
        {isJudge ? (
          <li>
            <b>masks</b> of the candidates, where it judges them
          </li>
        ) : null}
        <li>
          the <b>queries</b>
          {isJudge ? ', targets, attributes and rationales, within the wording of the prompts' : ''}
        </li>
        <li>its key, if it has one</li>
      </ul>
      <p>
        Nothing else: no file names, no annotator’s name, no other sample.
        {url.startsWith('http://') ? (
          <span className="bad"> The connection is not encrypted (http).</span>
        ) : null}
      </p>
      <p className="soft">
        This holds for every question to {hostOf(url)} from now on, in every project, until you take
        it back under MLLMs. What the host does with it, its own terms say.
      </p>
    </>
  )
}

function Removal({ state: { profile } }: { readonly state: MllmState }) {
  const reasons = useApp(({ pipeline }) => pipeline?.reason.profile === profile.name)
  const judges = useApp(({ pipeline }) => pipeline?.judging.profile === profile.name)
  return (
    <>
      <p>
        How it is reached and its key are forgotten. The model itself, on {hostOf(profile.url)}, is
        not touched.
      </p>
      {reasons || judges ? (
        <p className="bad">
          This project uses it
          {reasons && judges ? ' to reason and to judge' : reasons ? ' to reason' : ' to judge'}.
        </p>
      ) : null}
      <p className="soft">What it replied stays on record with its runs, and is used again.</p>
    </>
  )
}

function Shipped({ entry }: { readonly entry: PromptEntry }) {
  return (
    <>
      <p>
        This project asks by the wording of {entry.id} that ships with the program from now on. Its
        own wording is lost; copy it first if you may want it again.
      </p>
      <p className="soft">Runs made with it keep their record.</p>
    </>
  )
}
