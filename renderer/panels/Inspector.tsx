import { Tabs } from '@mantine/core'
import { useSession } from '../state/session.ts'
import { useView, type InspectorTab } from '../state/view.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { HistoryPanel } from './history/HistoryPanel.tsx'
import { ObjectsPanel } from './objects/ObjectsPanel.tsx'
import { QueryPanel } from './query/QueryPanel.tsx'
import { ReasoningPanel } from './reasoning/ReasoningPanel.tsx'
import { RecordPanel } from './record/RecordPanel.tsx'

const tabs = [
  { id: 'query', title: 'Query', Panel: QueryPanel },
  { id: 'reasoning', title: 'Reasoning', Panel: ReasoningPanel },
  { id: 'objects', title: 'Objects', Panel: ObjectsPanel },
  { id: 'history', title: 'History', Panel: HistoryPanel },
  { id: 'record', title: 'Record', Panel: RecordPanel },
] as const

/** What is known of the open sample, and how its mask came to be. */
export function Inspector() {
  const tab = useView((state) => state.inspectorTab)
  const detail = useSession((state) => state.detail)
  return (
    <aside className="side right" aria-label="Inspector" data-tour="inspector">
      <Tabs
        value={tab}
        onChange={(value) => useView.setState({ inspectorTab: value as InspectorTab })}
        keepMounted={false}
        classNames={{ root: 'inspector', list: 'inspector-tabs', tab: 'inspector-tab' }}
      >
        <Tabs.List aria-label="Inspector">
          {tabs.map(({ id, title }) => (
            <Tabs.Tab key={id} value={id}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ id, Panel }) => (
          <Tabs.Panel key={id} value={id} className="inspector-panel scroll" tabIndex={-1}>
            {detail === null ? (
              <EmptyState title="No sample is open" />
            ) : (
              <Panel key={detail.row.id} detail={detail} />
            )}
          </Tabs.Panel>
        ))}
      </Tabs>
    </aside>
  )
}
