import type { CSSProperties } from 'react'
import { Inspector } from '../panels/Inspector.tsx'
import { SamplesPanel } from '../panels/samples/SamplesPanel.tsx'
import { Tray } from '../panels/tray/Tray.tsx'
import { Viewer } from '../panels/viewer/Viewer.tsx'
import { importDropped } from '../app/actions/import.ts'
import { attempt } from '../state/notices.ts'
import { useView } from '../state/view.ts'
import { useDrop } from '../ui/use-drop.ts'

/** Samples on the left, the picture with its candidates in the middle, what is known of it on the right. */
export function AnnotatePage() {
  const isSamplesOpen = useView((state) => state.isSamplesOpen)
  const isInspectorOpen = useView((state) => state.isInspectorOpen)
  const { isOver, handlers } = useDrop(({ files }) => {
    const dropped = [...files]
    attempt('Importing the dropped files', () => importDropped(dropped))
  })
  const style = {
    '--left': isSamplesOpen ? 'var(--left-width)' : '0px',
    '--right': isInspectorOpen ? 'var(--right-width)' : '0px',
  } as CSSProperties
  return (
    <div className="annotate" style={style} {...handlers}>
      {isSamplesOpen ? <SamplesPanel /> : <div />}
      <main className="centre" aria-label="Picture">
        <Viewer />
        <Tray />
      </main>
      {isInspectorOpen ? <Inspector /> : <div />}
      {isOver ? <div className="drop-note">Drop images to add them to the project</div> : null}
    </div>
  )
}
