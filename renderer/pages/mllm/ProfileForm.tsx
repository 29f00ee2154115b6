import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { MllmState } from '#rpc/schemas/mllm'
import { saveProfile } from '../../app/actions/mllm.ts'
import { useMllmPage } from '../../state/mllm-page.ts'
import { attempt } from '../../state/notices.ts'
import { ModelField } from './ModelField.tsx'
import { KeyFields } from './KeyFields.tsx'
import {
  PictureFields,
  PlaceFields,
  PriceFields,
  ReplyFields,
  TrafficFields,
} from './ProfileFields.tsx'
import { isChanged, readDraft, sideEffects, type ProfileDraft } from './profile-form.ts'

type Props = {
  /** As it is kept; null for a new one. */
  readonly saved: MllmState | null
  readonly start: ProfileDraft
  /** Names of the other profiles. */
  readonly others: readonly string[]
  readonly onCancel: (() => void) | null
}

/** How one MLLM is reached and how much of it is used; kept by its button. */
export function ProfileForm({ saved, start, others, onCancel }: Props) {
  const { draft, change, key, setKey, wasTried, setTried, reset } = useDraft(start)
  const read = readDraft(draft, others)
  const problems = read.ok || !wasTried ? {} : read.problems
  const isDirty = saved === null || isChanged(draft, saved.profile) || key !== ''
  const save = () => {
    setTried(true)
    if (!read.ok) return
    const { profile } = read
    attempt(`Saving ${profile.name}`, async () => {
      await saveProfile(profile, saved?.profile.name ?? null, key === '' ? null : key)
      useMllmPage.setState({ shown: { kind: 'profile', name: profile.name } })
      reset(profile)
    })
  }
  const part = { draft, change, problems }
  return (
    <form
      className="profile-form"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <PlaceFields {...part}>
        <ModelField {...part} was={saved?.profile.name ?? null} typedKey={key} />
      </PlaceFields>
      <KeyFields {...part} saved={saved} typedKey={key} onType={setKey} />
      <PictureFields {...part} />
      <ReplyFields {...part} />
      <TrafficFields {...part} />
      <PriceFields {...part} />
      <div className="form-foot">
        <div className="soft" role="status">
          {!read.ok && wasTried ? 'Something above is not right yet.' : null}
          {saved === null ? null : sideEffects(draft, saved).join(' ')}
        </div>
        <FootButtons
          isDirty={isDirty}
          onDiscard={saved === null ? null : () => reset(start)}
          onCancel={onCancel}
        />
      </div>
    </form>
  )
}

type FootProps = Pick<Props, 'onCancel'> & {
  readonly isDirty: boolean
  /** null for a profile that was never saved. */
  readonly onDiscard: (() => void) | null
}

function FootButtons({ isDirty, onDiscard, onCancel }: FootProps) {
  return (
    <>
      {onDiscard !== null && isDirty ? (
        <Button size="xs" variant="default" onClick={onDiscard}>
          Discard
        </Button>
      ) : null}
      {onCancel === null ? null : (
        <Button size="xs" variant="default" onClick={onCancel}>
          Back
        </Button>
      )}
      <Button size="xs" type="submit" disabled={!isDirty}>
        Save
      </Button>
    </>
  )
}

function useDraft(start: ProfileDraft) {
  const [draft, setDraft] = useState(start)
  const [key, setKey] = useState('')
  const [wasTried, setTried] = useState(false)
  const known = useRef(start)
  const reset = (to: ProfileDraft) => {
    setDraft(to)
    setKey('')
    setTried(false)
  }
  // Changed elsewhere: what is not being written here is shown as it is now.
  useEffect(() => {
    const before = known.current
    known.current = start
    setDraft((now) => (JSON.stringify(now) === JSON.stringify(before) ? start : now))
  }, [start])
  return {
    draft,
    key,
    setKey,
    wasTried,
    setTried,
    reset,
    change: (part: Partial<ProfileDraft>) => setDraft((now) => ({ ...now, ...part })),
  }
}
