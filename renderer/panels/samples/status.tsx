import {
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  type Icon,
} from '@tabler/icons-react'
import type { SampleRow } from '#rpc/schemas/project'

type Status = SampleRow['status']

export const statusTitles: Readonly<Record<Status, string>> = {
  todo: 'to do',
  draft: 'draft',
  accepted: 'accepted',
  rejected: 'rejected',
}

const icons: Readonly<Record<Status, Icon>> = {
  todo: IconCircle,
  draft: IconCircleDashed,
  accepted: IconCircleCheck,
  rejected: IconCircleX,
}

/** A sample's state by shape and word, never by colour alone. */
export function StatusMark({ row }: { readonly row: Pick<SampleRow, 'status' | 'noTarget'> }) {
  const Shape = icons[row.status]
  return (
    <span className={`status-mark ${row.status}`}>
      <Shape size={12} aria-hidden />
      {statusTitles[row.status]}
      {row.noTarget ? ', no target' : ''}
    </span>
  )
}
