import { Button } from '@mantine/core'
import { useMemo } from 'react'
import type { ModelEntry } from '#rpc/schemas/models'
import { importDroppedModels } from '../../app/actions/model-drop.ts'
import { refreshModels } from '../../app/actions/models.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useApp } from '../../state/app.ts'
import { useModelsPage } from '../../state/models-page.ts'
import { useModels } from '../../state/models.ts'
import { attempt } from '../../state/notices.ts'
import { readDrop } from '../../ui/dropped-files.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { useDelayed } from '../../ui/use-delayed.ts'
import { useDrop } from '../../ui/use-drop.ts'
import { groupModels, rowsOf, shownRow } from './grouping.ts'
import { ModelDetail } from './ModelDetail.tsx'
import { ModelList } from './ModelList.tsx'

/** Every model there is: what is here, what is on its way, what can be fetched, and all that is known of one. */
export function ModelsPage() {
  const models = useModels((state) => state.models)
  const failure = useModels((state) => state.failure)
  const { isOver, handlers } = useDrop((transfer) => {
    const dropped = readDrop(transfer)
    attempt('Importing the dropped files', () => importDroppedModels(dropped))
  })
  return (
    <main className="models" {...handlers}>
      {models === null ? <NotKnown failure={failure} /> : <Known models={models} />}
      {isOver ? (
        <div className="drop-note">Drop ONNX files or a folder of them to import a model</div>
      ) : null}
    </main>
  )
}

function NotKnown({ failure }: { readonly failure: unknown }) {
  const isSlow = useDelayed(failure === null, 300)
  return (
    <div className="models-unknown">
      <h1>Models</h1>
      {failure === null ? (
        isSlow ? (
          <p className="soft" role="status">
            Reading the models…
          </p>
        ) : null
      ) : (
        <ErrorText
          doing="Reading the models"
          error={failure}
          onRetry={() => attempt('Reading the models', refreshModels)}
        />
      )}
    </div>
  )
}

function Known({ models }: { readonly models: readonly ModelEntry[] }) {
  const fetches = useModels((state) => state.fetches)
  const failure = useModels((state) => state.failure)
  const { chosen, search, kind, place } = useModelsPage()
  const used = useApp((state) => state.pipeline?.segmenter)
  const rows = useMemo(() => rowsOf(models, fetches), [models, fetches])
  const groups = useMemo(
    () => groupModels(models, fetches, { search, kind, place }),
    [models, fetches, search, kind, place],
  )
  const shown = shownRow(rows, chosen, used)
  return (
    <>
      <div className="models-side">
        <div className="models-head">
          <h1>Models</h1>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => runCommand(commandOf('models.import'))}
          >
            Import…
          </Button>
        </div>
        {failure === null ? null : (
          <ErrorText
            doing="Reading the models"
            error={failure}
            onRetry={() => attempt('Reading the models', refreshModels)}
          />
        )}
        <ModelList groups={groups} shown={shown?.id ?? null} />
      </div>
      <section className="model-detail scroll" aria-label={shown?.title ?? 'Model'} tabIndex={-1}>
        {shown === null ? (
          <EmptyState title="No model is known" />
        ) : (
          <ModelDetail key={shown.id} row={shown} />
        )}
      </section>
    </>
  )
}
