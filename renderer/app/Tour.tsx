import { Button, Portal } from '@mantine/core'
import { useEffect, useLayoutEffect, useState } from 'react'
import { useApp } from '../state/app.ts'
import { useModelDialog } from '../state/model-dialog.ts'
import { useSession } from '../state/session.ts'
import { useView } from '../state/view.ts'
import { changeSettings } from './actions/settings.ts'
import { tourStops } from './tour-stops.ts'

/** Six stops through the window, once at the first start, and again when asked for; never over a dialog. */
export function Tour() {
  const isOpen = useView((state) => state.isTourOpen)
  const isFirst = useApp((state) => state.settings?.isTourDone === false)
  const hasSample = useSession((state) => state.detail !== null)
  const isFree = useView((state) => state.dialog === null)
  useEffect(() => {
    if (isFirst && hasSample) useView.setState({ isTourOpen: true })
  }, [isFirst, hasSample])
  const isAsking = useModelDialog(
    ({ question, importing }) => question !== null || importing !== null,
  )
  return isOpen && hasSample && isFree && !isAsking ? <Stops /> : null
}

function endTour(): void {
  useView.setState({ isTourOpen: false })
  changeSettings({ isTourDone: true })
}

function Stops() {
  const [at, setAt] = useState(0)
  const stop = tourStops[at]
  const place = usePlace(stop?.target ?? '')
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      endTour()
    }
    window.addEventListener('keydown', leave, true)
    return () => window.removeEventListener('keydown', leave, true)
  }, [])
  if (stop === undefined) return null
  const isLast = at === tourStops.length - 1
  return (
    <Portal>
      {place === null ? null : <div className="tour-ring" style={place.ring} aria-hidden />}
      <div
        className="tour-card"
        role="dialog"
        aria-label={`Tour, stop ${at + 1} of ${tourStops.length}: ${stop.title}`}
        style={place?.card ?? { left: '50%', top: '40%' }}
      >
        <h2>{stop.title}</h2>
        <p>{stop.text}</p>
        <div className="tour-foot">
          <span className="soft number">
            {at + 1} / {tourStops.length}
          </span>
          <Button size="compact-xs" variant="default" onClick={endTour}>
            Skip the tour
          </Button>
          <Button
            size="compact-xs"
            data-autofocus
            autoFocus
            onClick={() => (isLast ? endTour() : setAt(at + 1))}
          >
            {isLast ? 'Start' : 'Next'}
          </Button>
        </div>
      </div>
    </Portal>
  )
}

const cardWidth = 300
const cardHeight = 170
const air = 12

type Place = {
  readonly ring: { left: number; top: number; width: number; height: number }
  readonly card: { left: number; top: number }
}

/** Where the ring and the card go for an element; null where it is not on screen. */
function usePlace(target: string): Place | null {
  const [place, setPlace] = useState<Place | null>(null)
  useLayoutEffect(() => {
    const measure = () => setPlace(placeOf(document.querySelector(`[data-tour="${target}"]`)))
    measure()
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [target])
  return place
}

function placeOf(element: Element | null): Place | null {
  if (element === null) return null
  const { left, top, width, height, right, bottom } = element.getBoundingClientRect()
  const fits = {
    right: right + air + cardWidth < window.innerWidth,
    below: bottom + air + cardHeight < window.innerHeight,
    above: top - air - cardHeight > 0,
  }
  const aside = width < window.innerWidth / 2 && fits.right && height > cardHeight
  const x = aside ? right + air : left + width / 2 - cardWidth / 2
  const y = aside
    ? top + air
    : fits.below
      ? bottom + air
      : fits.above
        ? top - air - cardHeight
        : top + height / 2 - cardHeight / 2
  return {
    ring: { left: left - 2, top: top - 2, width: width + 4, height: height + 4 },
    card: {
      left: Math.max(air, Math.min(window.innerWidth - cardWidth - air, x)),
      top: Math.max(air, Math.min(window.innerHeight - cardHeight - air, y)),
    },
  }
}
