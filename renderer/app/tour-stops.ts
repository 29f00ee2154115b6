export type TourStop = {
  /** Value of `data-tour` on the element it points at. */
  readonly target: string
  readonly title: string
  readonly text: string
}

export const tourStops: readonly TourStop[] = [
  {
    target: 'samples',
    title: 'Samples',
    text: 'An image with a query. Search and filter; J and K go through them.',
  },
  {
    target: 'query',
    title: 'The query',
    text: 'It asks for something without naming it. Q edits it; the answer is a mask.',
  },
  {
    target: 'canvas',
    title: 'Say where',
    text: 'With R drag over the rows and columns the target lies in, or draw a box with X. Masks are proposed at once.',
  },
  {
    target: 'tray',
    title: 'Choose',
    text: 'Candidates, best first. 1 to 9 choose, ← and → walk through them, Shift joins several.',
  },
  {
    target: 'tools',
    title: 'Correct',
    text: 'Shift+Enter takes the candidate and the brush. Points refine; Ctrl+Z goes back without end.',
  },
  {
    target: 'palette',
    title: 'Accept, and go on',
    text: 'Enter saves and opens the next sample. Ctrl+K finds every command, ? shows all keys.',
  },
]
