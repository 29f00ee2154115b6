import { bridge } from '../../rpc/bridge.ts'
import { call } from '../../rpc/client.ts'
import { uploadModelFile } from '../../rpc/model-upload.ts'
import { showModel } from '../../state/models-page.ts'
import { notify } from '../../state/notices.ts'
import { endUpload, takeUpload } from '../../state/uploads.ts'
import { announce } from '../../state/view.ts'
import type { Dropped } from '../../ui/dropped-files.ts'

/** Graphs and the weights beside them; models come with much else that is not needed. */
const modelFile = /\.(onnx|onnx_data|data)$|_data\.bin$/i

/** Imports dropped ONNX files and folders as whatever they are recognised as. */
export async function importDroppedModels(dropped: Dropped): Promise<void> {
  const paths =
    bridge.mode === 'desktop'
      ? await bridge.pathsOfDropped(dropped.top)
      : await uploadAll((await dropped.files()).filter(({ name }) => modelFile.test(name)))
  if (paths === null) return
  if (paths.length === 0) {
    notify({
      level: 'warning',
      title: 'No model is among what was dropped.',
      hint: 'Drop ONNX files (.onnx, with .onnx_data or .data where they have some), or a folder of them.',
    })
    return
  }
  await importPaths(null, paths, false)
}

/** Starts an import and shows it; `id`: the manifest's model that the files are of, null to recognise them. */
export async function importPaths(
  id: string | null,
  paths: readonly string[],
  agree: boolean,
): Promise<void> {
  const { id: taken } = await call('models.import', { id, paths, agree })
  showModel(taken)
  announce('The import has started.')
}

/** Paths of the files at the application; null where it was given up. */
async function uploadAll(files: readonly File[]): Promise<readonly string[] | null> {
  const twice = files.find(({ name }, i) => files.findIndex((one) => one.name === name) < i)
  if (twice !== undefined) {
    notify({
      level: 'warning',
      title: `Two of the dropped files are called ${twice.name}.`,
      hint: 'Drop the files of one model at a time.',
    })
    return null
  }
  if (files.length === 0) return []
  const group = crypto.randomUUID()
  const stop = new AbortController()
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const title = files.length === 1 ? (files[0]?.name ?? '') : `${files.length} files`
  const show = (sent: number) =>
    takeUpload({ group, title, sent: Math.min(sent, total), total, cancel: () => stop.abort() })
  try {
    const paths: string[] = []
    let before = 0
    show(0)
    for (const file of files) {
      const onProgress = (sent: number) => show(before + sent)
      paths.push(await uploadModelFile(group, file, { onProgress, signal: stop.signal }))
      before += file.size
      show(before)
    }
    return paths
  } catch (error) {
    if (stop.signal.aborted) return null
    throw error
  } finally {
    endUpload(group)
  }
}
