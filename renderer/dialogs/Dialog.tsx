import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { openDialog } from '../state/view.ts'

type Props = {
  readonly title: string
  readonly children: ReactNode
  readonly size?: string
  readonly onClose?: () => void
}

/** A dialog of the application; Escape and its cross close it. */
export function Dialog({ title, children, size = 'md', onClose = () => openDialog(null) }: Props) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={size}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="dialog-body" data-autofocus tabIndex={-1}>
        {children}
      </div>
    </Modal>
  )
}
