import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/react-virtual'
import { useLayoutEffect, useReducer, useState, type RefObject } from 'react'

type Rows = Virtualizer<HTMLDivElement, Element>

/** The rows of a long list that are on screen: `count` rows of `height` pixels in a scrolling element. */
export function useRows(
  scroller: RefObject<HTMLDivElement | null>,
  count: number,
  height: number,
): Rows {
  const [, redraw] = useReducer((times: number) => times + 1, 0)
  const [rows] = useState<Rows>(
    () => new Virtualizer(optionsOf({ scroller, count, height, redraw })),
  )
  useLayoutEffect(() => rows._didMount(), [rows])
  useLayoutEffect(() => {
    rows.setOptions(optionsOf({ scroller, count, height, redraw }))
    rows._willUpdate()
    redraw()
  }, [rows, scroller, count, height])
  return rows
}

type Parts = {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly count: number
  readonly height: number
  readonly redraw: () => void
}

function optionsOf({
  scroller,
  count,
  height,
  redraw,
}: Parts): VirtualizerOptions<HTMLDivElement, Element> {
  return {
    count,
    overscan: 8,
    estimateSize: () => height,
    getScrollElement: () => scroller.current,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: redraw,
  }
}
