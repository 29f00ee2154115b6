import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ModelEntry, ModelFetch } from '#rpc/schemas/models'
import {
  applyToNewProjects,
  applyToProject,
  getModel,
  removeModel,
  verifyModel,
} from '../../app/actions/models.ts'
import { call } from '../../rpc/client.ts'
import { useApp } from '../../state/app.ts'
import { openImport } from '../../state/model-dialog.ts'
import { attempt } from '../../state/notices.ts'
import { modelSizeText } from '../../ui/model-size.ts'
import { shareText } from '../../ui/units.ts'

type Props = { readonly model: ModelEntry; readonly fetch: ModelFetch | null }

/** What can be done with a model as it stands. */
export function ModelButtons({ model, fetch }: Props) {
  return (
    <div className="model-buttons">
      {model.state === 'installed' && model.kind === 'segmenter' ? (
        <UseButtons model={model} />
      ) : null}
      {model.state !== 'installed' && fetch === null ? <GetButtons model={model} /> : null}
      {model.state === 'available' || model.origin === 'embedded' ? null : (
        <KeepButtons model={model} />
      )}
    </div>
  )
}

function GetButtons({ model }: { readonly model: ModelEntry }) {
  const { id, title, origin, state, received, bytes } = model
  const size = modelSizeText(model)
  const verb = state === 'damaged' ? 'Get again' : 'Get'
  return (
    <>
      {origin === 'manifest' ? (
        <Button size="xs" onClick={() => attempt(`Fetching ${title}`, () => getModel(model))}>
          {received > 0 ? `Go on (${shareText(received, bytes)} is here)` : `${verb} (${size})`}
        </Button>
      ) : null}
      <Button size="xs" variant="default" onClick={() => openImport(origin === 'own' ? null : id)}>
        Import from files…
      </Button>
    </>
  )
}

function UseButtons({ model: { id, title, origin } }: { readonly model: ModelEntry }) {
  const project = useApp((state) => state.project)
  const used = useApp((state) => state.pipeline?.segmenter)
  const forNew = useApp((state) => state.settings?.newProjectSegmenter ?? null)
  const isForNew = forNew === id || (forNew === null && origin === 'embedded')
  return (
    <>
      {project === null ? null : used === id ? (
        <span className="good in-use">used in this project ✓</span>
      ) : (
        <Button
          size="xs"
          disabled={project.isReadOnly}
          title={
            project.isReadOnly
              ? 'The project is open read-only'
              : `Clicks and proposals go to ${title} from now on`
          }
          onClick={() => applyToProject(id)}
        >
          Use in this project
        </Button>
      )}
      {isForNew ? (
        <span className="good in-use">used for new projects ✓</span>
      ) : (
        <Button
          size="xs"
          variant="default"
          onClick={() => applyToNewProjects(origin === 'embedded' ? null : id)}
        >
          Use for new projects
        </Button>
      )}
      {project === null ? null : (
        <Button
          size="xs"
          variant="default"
          title="Fills the embedding cache for this segmenter, so that every image answers at once"
          onClick={() =>
            attempt('Encoding images', () => call('models.embedAll', { segmenter: id }))
          }
        >
          Encode all images
        </Button>
      )}
    </>
  )
}

function KeepButtons({ model }: { readonly model: ModelEntry }) {
  const [isVerifying, setVerifying] = useState(false)
  const { title } = model
  const verify = () => {
    setVerifying(true)
    attempt(`Verifying ${title}`, () => verifyModel(model).finally(() => setVerifying(false)))
  }
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={isVerifying}
        title="Compares every file with its digest"
        onClick={verify}
      >
        Verify
      </Button>
      <Button
        size="xs"
        variant="default"
        onClick={() => attempt(`Removing ${title}`, () => removeModel(model))}
      >
        Remove…
      </Button>
    </>
  )
}
