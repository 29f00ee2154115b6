import { Loader } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react'
import { ClientError } from '../../rpc/client-error.ts'
import type { TestOutcome } from '../../state/mllm.ts'
import { detailsOf } from '../../state/notices.ts'
import { CopyDetails } from '../../ui/ErrorText.tsx'
import { testFacts } from './texts.ts'

type Props = { readonly name: string; readonly outcome: TestOutcome }

/** What came of showing it a red disc. */
export function TestResult({ name, outcome }: Props) {
  if (outcome.kind === 'busy')
    return (
      <div className="test-result" role="status">
        <Loader size={14} aria-hidden /> Asking {name} what it sees…
      </div>
    )
  if (outcome.kind === 'failed') return <Failed name={name} error={outcome.error} />
  const { test } = outcome
  return (
    <div className="test-result" role="status">
      {test.isRight ? (
        <IconCheck size={16} className="good" aria-label="right" />
      ) : (
        <IconX size={16} className="bad" aria-label="wrong" />
      )}
      <div>
        <p>
          {test.text.trim() === '' ? 'It said nothing.' : `“${test.text.trim()}”`}{' '}
          <span className="soft number">{testFacts(test)}</span>
        </p>
        {test.isRight ? null : (
          <p>
            It was shown a red disc and did not name the colour. Does this model see pictures?
            Choose another one, or look at what its server says.
          </p>
        )}
      </div>
    </div>
  )
}

function Failed({ name, error }: { readonly name: string; readonly error: unknown }) {
  const reason = error instanceof Error ? error.message : String(error)
  return (
    <div className="test-result" role="alert">
      <IconAlertTriangle size={16} className="bad" aria-hidden />
      <div>
        <p>{reason}</p>
        {error instanceof ClientError && error.hint !== '' ? <p>{error.hint}</p> : null}
      </div>
      <CopyDetails text={detailsOf(error, `Testing ${name}`)} />
    </div>
  )
}
