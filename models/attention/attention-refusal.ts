import { HostProblem } from '../mllm/host-problem.ts'
import { refusal, type Refused } from '../mllm/host-refusal.ts'

/** What an attention endpoint's answer without a map means, by its HTTP status. */
export function attentionRefusal(refused: Refused): HostProblem {
  const { host, status, words } = refused
  const denial = denials.find(({ statuses }) => statuses.includes(status))
  if (denial === undefined) return refusal(refused)
  const said = words.text === '' ? '' : ` It says: ${words.text}`
  return new HostProblem('mllm_refused', `${host} ${denial.what} (HTTP ${status}).${said}`, {
    hint: denial.hint,
    status,
  })
}

const denials = [
  {
    statuses: [401, 403],
    what: 'does not accept the key',
    hint: 'Enter the profile’s key anew: the server’s is in the variable that its --key-env names.',
  },
  {
    statuses: [404, 405],
    what: 'gives no attention at this address',
    hint: 'The profile’s address is what stands before /attention, such as http://127.0.0.1:8765.',
  },
  {
    statuses: [413],
    what: 'finds the picture too large',
    hint: 'Send a smaller picture; models scale it down anyway.',
  },
  {
    statuses: [400, 411, 415, 422],
    what: 'does not take the question',
    hint: 'Check that the server speaks version 1 of the contract, and that its model has these layers.',
  },
]
