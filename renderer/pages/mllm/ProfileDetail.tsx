import { Button } from '@mantine/core'
import type { MllmState } from '#rpc/schemas/mllm'
import { allowHost, removeProfile, testMllm } from '../../app/actions/mllm.ts'
import { changePipeline } from '../../app/actions/settings.ts'
import { useApp } from '../../state/app.ts'
import { useMllms } from '../../state/mllm.ts'
import { attempt } from '../../state/notices.ts'
import { announce } from '../../state/view.ts'
import { hostOf } from '../../ui/host.ts'
import { presetOf } from './presets.ts'
import { ProfileForm } from './ProfileForm.tsx'
import { TestResult } from './TestResult.tsx'
import { placeMark } from './texts.ts'

type Props = { readonly state: MllmState; readonly others: readonly string[] }

/** One MLLM: whether it can be asked, what it said, and how it is reached. */
export function ProfileDetail({ state, others }: Props) {
  const { profile } = state
  const mark = placeMark(state)
  const outcome = useMllms(({ tests }) => tests.get(profile.name) ?? null)
  const isBusy = outcome?.kind === 'busy'
  return (
    <>
      <header className="model-title">
        <h2>{profile.name}</h2>
        <span className={`model-state ${mark.tone}`} title={mark.definition}>
          {mark.text}
        </span>
      </header>
      <p className="model-lead">
        {profile.model} at {hostOf(profile.url)}
        {presetOf(profile) === null ? '' : ` (${presetOf(profile)?.title ?? ''})`}
      </p>
      <div className="model-buttons">
        <Button
          size="xs"
          loading={isBusy}
          title="Shows it a red disc and asks what it sees"
          onClick={() => attempt(`Testing ${profile.name}`, () => testMllm(profile.name))}
        >
          Test
        </Button>
        <UseButtons name={profile.name} />
        <AllowButton state={state} />
        <Button
          size="xs"
          variant="default"
          onClick={() => attempt(`Removing ${profile.name}`, () => removeProfile(state))}
        >
          Remove…
        </Button>
      </div>
      {outcome === null ? null : <TestResult name={profile.name} outcome={outcome} />}
      <ProfileForm saved={state} start={profile} others={others} onCancel={null} />
    </>
  )
}

function UseButtons({ name }: { readonly name: string }) {
  const pipeline = useApp((state) => state.pipeline)
  const isReadOnly = useApp((state) => state.project?.isReadOnly === true)
  if (pipeline === null) return null
  const { reason, judging } = pipeline
  const use = (what: string, apply: () => void) => () => {
    apply()
    announce(`${name} ${what} in this project.`)
  }
  return (
    <>
      <UseButton
        isOn={reason.profile === name}
        isReadOnly={isReadOnly}
        title="Reason with it"
        done="reasons in this project ✓"
        onUse={use('reasons', () => changePipeline({ reason: { ...reason, profile: name } }))}
      />
      <UseButton
        isOn={judging.profile === name}
        isReadOnly={isReadOnly}
        title="Judge with it"
        done="judges in this project ✓"
        onUse={use('judges', () => changePipeline({ judging: { ...judging, profile: name } }))}
      />
    </>
  )
}

type UseProps = {
  readonly isOn: boolean
  readonly isReadOnly: boolean
  readonly title: string
  readonly done: string
  readonly onUse: () => void
}

function UseButton({ isOn, isReadOnly, title, done, onUse }: UseProps) {
  if (isOn) return <span className="good in-use">{done}</span>
  return (
    <Button
      size="xs"
      variant="default"
      disabled={isReadOnly}
      title={isReadOnly ? 'The project is open read-only' : 'For the open project'}
      onClick={onUse}
    >
      {title}
    </Button>
  )
}

/** Consent is given when it is first needed; here it can be taken back. */
function AllowButton({ state: { profile, isRemote, isAllowed } }: Pick<Props, 'state'>) {
  if (!isRemote || !isAllowed) return null
  const host = hostOf(profile.url)
  return (
    <Button
      size="xs"
      variant="default"
      title={`Nothing more is sent to ${host} until you allow it again`}
      onClick={() =>
        attempt('Taking the consent back', async () => {
          await allowHost(profile.name, false)
          announce(`Nothing more goes to ${host}.`)
        })
      }
    >
      Allow no more
    </Button>
  )
}
