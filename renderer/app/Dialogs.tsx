import { lazy, Suspense } from 'react'
import { useFileDialog } from '../state/file-dialog.ts'
import { useMllmDialog } from '../state/mllm-dialog.ts'
import { useModelDialog } from '../state/model-dialog.ts'
import { useView } from '../state/view.ts'

const FileDialog = lazy(async () => ({
  default: (await import('../dialogs/FileDialog.tsx')).FileDialog,
}))
const ExportDialog = lazy(async () => ({
  default: (await import('../dialogs/ExportDialog.tsx')).ExportDialog,
}))
const AddPredictionsDialog = lazy(async () => ({
  default: (await import('../dialogs/AddPredictionsDialog.tsx')).AddPredictionsDialog,
}))
const MergeDialog = lazy(async () => ({
  default: (await import('../dialogs/MergeDialog.tsx')).MergeDialog,
}))
const BundleDialog = lazy(async () => ({
  default: (await import('../dialogs/BundleDialog.tsx')).BundleDialog,
}))
const UnpackDialog = lazy(async () => ({
  default: (await import('../dialogs/UnpackDialog.tsx')).UnpackDialog,
}))
const ImportImagesDialog = lazy(async () => ({
  default: (await import('../dialogs/ImportImagesDialog.tsx')).ImportImagesDialog,
}))
const ImportDatasetDialog = lazy(async () => ({
  default: (await import('../dialogs/ImportDatasetDialog.tsx')).ImportDatasetDialog,
}))
const ImportPriorsDialog = lazy(async () => ({
  default: (await import('../dialogs/ImportPriorsDialog.tsx')).ImportPriorsDialog,
}))
const SettingsDialog = lazy(async () => ({
  default: (await import('../dialogs/SettingsDialog.tsx')).SettingsDialog,
}))
const AddQueryDialog = lazy(async () => ({
  default: (await import('../dialogs/AddQueryDialog.tsx')).AddQueryDialog,
}))
const AnnotatorsDialog = lazy(async () => ({
  default: (await import('../dialogs/AnnotatorsDialog.tsx')).AnnotatorsDialog,
}))
const KeysDialog = lazy(async () => ({
  default: (await import('../dialogs/KeysDialog.tsx')).KeysDialog,
}))

const ChooseSegmenterDialog = lazy(async () => ({
  default: (await import('../dialogs/ChooseSegmenterDialog.tsx')).ChooseSegmenterDialog,
}))
const ModelQuestionDialog = lazy(async () => ({
  default: (await import('../dialogs/ModelQuestionDialog.tsx')).ModelQuestionDialog,
}))
const MllmQuestionDialog = lazy(async () => ({
  default: (await import('../dialogs/MllmQuestionDialog.tsx')).MllmQuestionDialog,
}))
const ImportModelDialog = lazy(async () => ({
  default: (await import('../dialogs/ImportModelDialog.tsx')).ImportModelDialog,
}))

const byId = {
  'import-images': ImportImagesDialog,
  'import-dataset': ImportDatasetDialog,
  'import-priors': ImportPriorsDialog,
  export: ExportDialog,
  predictions: AddPredictionsDialog,
  merge: MergeDialog,
  bundle: BundleDialog,
  unpack: UnpackDialog,
  settings: SettingsDialog,
  'add-query': AddQueryDialog,
  help: KeysDialog,
  segmenter: ChooseSegmenterDialog,
  annotators: AnnotatorsDialog,
} as const

/** The dialog that is open, loaded when first wanted. */
export function Dialogs() {
  const dialog = useView((state) => state.dialog)
  const request = useFileDialog((state) => state.request)
  const { question, importing } = useModelDialog()
  const aboutMllm = useMllmDialog((state) => state.question)
  const Open = dialog === null ? null : byId[dialog]
  return (
    <Suspense fallback={null}>
      {Open === null ? null : <Open />}
      {importing === null ? null : <ImportModelDialog key={importing.id} id={importing.id} />}
      {question === null ? null : <ModelQuestionDialog question={question} />}
      {aboutMllm === null ? null : <MllmQuestionDialog question={aboutMllm} />}
      {request === null ? null : <FileDialog request={request} />}
    </Suspense>
  )
}
