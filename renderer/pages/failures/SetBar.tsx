import { Button, Menu } from '@mantine/core'
import { modals } from '@mantine/modals'
import type { Evaluation, PredictionSet } from '#rpc/schemas/predictions'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { call } from '../../rpc/client.ts'
import { LeftOutList } from '../../dialogs/LeftOutList.tsx'
import { useApp } from '../../state/app.ts'
import { chooseSet, removeSet, useFailures } from '../../state/failures.ts'
import { attempt } from '../../state/notices.ts'
import { scopeText, setText } from './texts.ts'

/** Whose failures are shown, what of, and more predictions. */
export function SetBar({ evaluation }: { readonly evaluation: Evaluation }) {
  const sets = useFailures((state) => state.sets) ?? []
  const chosen = useFailures((state) => state.set)
  return (
    <header className="failures-head">
      <div className="chips" role="group" aria-label="Models">
        {sets.map((set) => (
          <button
            key={set.id}
            type="button"
            className="chip"
            aria-pressed={set.id === chosen}
            title={setText(set)}
            onClick={() => attempt('Showing the model', () => chooseSet(set.id))}
          >
            {set.name}
          </button>
        ))}
      </div>
      <span className="soft number">against truth · {scopeText(evaluation)}</span>
      <span className="spring" />
      <SetMenu set={evaluation.set} />
      <Button size="compact-sm" onClick={() => runCommand(commandOf('predictions.add'))}>
        Import predictions…
      </Button>
    </header>
  )
}

function SetMenu({ set }: { readonly set: PredictionSet }) {
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  return (
    <Menu position="bottom-end" shadow="md" keepMounted={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button size="compact-sm" variant="default">
          This set
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          disabled={set.leftOut === 0}
          onClick={() => attempt('Listing what was left out', () => showLeftOut(set))}
        >
          {set.leftOut === 0
            ? 'Nothing was left out'
            : `Show the ${set.leftOut.toLocaleString('en')} left out`}
        </Menu.Item>
        <Menu.Item disabled={isReadOnly} onClick={() => askToRemove(set)}>
          Remove “{set.name}”…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

async function showLeftOut(set: PredictionSet): Promise<void> {
  const { leftOut } = await call('predictions.leftOut', { set: set.id })
  modals.open({
    title: `Left out of ${set.name}`,
    size: 'lg',
    children: <LeftOutList leftOut={leftOut} />,
  })
}

function askToRemove(set: PredictionSet): void {
  modals.openConfirmModal({
    title: `Remove the predictions of ${set.name}?`,
    children: 'Its figures and what was said of its failures go with it; the truth stays as it is.',
    labels: { confirm: 'Remove', cancel: 'Keep' },
    onConfirm: () => attempt('Removing the predictions', () => removeSet(set.id)),
  })
}
