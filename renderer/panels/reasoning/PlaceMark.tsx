import type { ReactNode } from 'react'
import { useSession, type Place } from '../../state/session.ts'

type Props = {
  readonly place: Place
  readonly children: ReactNode
  readonly className?: string
}

/** Words that name a place: pointing at them lights it up on the picture, a click keeps it lit. */
export function PlaceMark({ place, children, className = 'place-mark' }: Props) {
  const isPinned = useSession((state) => state.pinned?.id === place.id)
  return (
    <button
      type="button"
      className={className}
      aria-pressed={isPinned}
      title="Lights up on the picture; a click keeps it"
      onClick={() => useSession.setState({ pinned: isPinned ? null : place })}
      {...pointing(place)}
    >
      {children}
    </button>
  )
}

/** Lights a place up while an element is pointed at or has the focus. */
export function pointing(place: Place) {
  const point = () => useSession.setState({ pointed: place })
  const leave = () => useSession.setState({ pointed: null })
  return { onMouseEnter: point, onMouseLeave: leave, onFocus: point, onBlur: leave }
}
