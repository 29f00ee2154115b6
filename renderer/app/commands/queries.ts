import { attempt } from '../../state/notices.ts'
import { useApp } from '../../state/app.ts'
import { useMllms } from '../../state/mllm.ts'
import { askQueryCheck } from '../../state/query-checks.ts'
import { useSession } from '../../state/session.ts'
import { withProject, withWritable, type Command } from './command.ts'

function askAboutQuery(): void {
  const { sampleId } = useSession.getState()
  const [first] = useMllms.getState().states ?? []
  if (sampleId === null || first === undefined) return
  attempt('Asking about the query', () => askQueryCheck(sampleId, first.profile.name))
}

export const queryCommands: readonly Command[] = [
  {
    id: 'page.queries',
    title: 'Written queries…',
    group: 'Sample',
    keys: [],
    when: withProject,
    run: () => useApp.setState({ page: 'queries' }),
    hint: 'An MLLM writes queries, rationales or questions for accepted masks, another verifies; you take or drop each.',
  },
  {
    id: 'checks.ask',
    title: 'Ask an MLLM about this query',
    group: 'Sample',
    keys: [],
    when: (context) =>
      withWritable(context) ??
      (context.hasQuery ? null : 'Write the query first (Q).') ??
      ((useMllms.getState().states ?? []).length > 0 ? null : 'Set up an MLLM first.'),
    run: askAboutQuery,
    hint: 'Can it be answered without the picture, and does one thing alone answer it? Each MLLM’s word is kept beside the query.',
  },
]
