/**
 * Our own digits as pen strokes, so that the picture needs no font and is the same everywhere. Each stroke is a list of
 * x, y pairs in a box 6 wide and 10 high, y down.
 */
const glyphs: Readonly<Record<string, readonly (readonly number[])[]>> = {
  '0': [
    [
      3, 0, 4.4, 0.5, 5.5, 2, 6, 4, 6, 6, 5.5, 8, 4.4, 9.5, 3, 10, 1.6, 9.5, 0.5, 8, 0, 6, 0, 4,
      0.5, 2, 1.6, 0.5, 3, 0,
    ],
  ],
  '1': [
    [0.8, 2.2, 3.2, 0, 3.2, 10],
    [0.8, 10, 5.6, 10],
  ],
  '2': [
    [0.1, 2.6, 0.6, 1.1, 1.8, 0.2, 3.2, 0, 4.6, 0.4, 5.6, 1.6, 5.7, 3.1, 5.1, 4.4, 0, 10, 6, 10],
  ],
  '3': [
    [0.2, 1.5, 1.4, 0.3, 3, 0, 4.6, 0.4, 5.5, 1.5, 5.5, 3, 4.6, 4.2, 3.1, 4.7, 2, 4.7],
    [3.1, 4.7, 4.9, 5.3, 5.9, 6.5, 5.9, 8, 4.9, 9.5, 3.1, 10, 1.4, 9.7, 0, 8.4],
  ],
  '4': [[4.5, 10, 4.5, 0, 0, 7, 6, 7]],
  '5': [
    [
      5.5, 0, 0.9, 0, 0.4, 4.7, 1.6, 3.9, 3.1, 3.7, 4.7, 4.2, 5.7, 5.4, 6, 6.9, 5.6, 8.5, 4.4, 9.7,
      2.9, 10, 1.3, 9.6, 0, 8.3,
    ],
  ],
  '6': [
    [5.3, 1, 4.2, 0.2, 3, 0, 1.7, 0.6, 0.7, 2, 0.1, 4, 0, 6.5, 0.5, 8.5, 1.6, 9.7, 3, 10],
    [3, 10, 4.5, 9.6, 5.7, 8.4, 6, 6.9, 5.6, 5.4, 4.5, 4.3, 3, 4, 1.6, 4.4, 0.5, 5.3, 0, 6.5],
  ],
  '7': [[0, 0, 6, 0, 2, 10]],
  '8': [
    [
      3, 4.6, 1.6, 4.2, 0.6, 3.2, 0.4, 2, 1, 0.8, 2, 0.1, 3, 0, 4, 0.1, 5, 0.8, 5.6, 2, 5.4, 3.2,
      4.4, 4.2, 3, 4.6,
    ],
    [
      3, 4.6, 1.2, 5.2, 0.2, 6.4, 0, 7.6, 0.5, 9, 1.6, 9.8, 3, 10, 4.4, 9.8, 5.5, 9, 6, 7.6, 5.8,
      6.4, 4.8, 5.2, 3, 4.6,
    ],
  ],
  '9': [
    [0.7, 9, 1.8, 9.8, 3, 10, 4.3, 9.4, 5.3, 8, 5.9, 6, 6, 3.5, 5.5, 1.5, 4.4, 0.3, 3, 0],
    [3, 0, 1.5, 0.4, 0.3, 1.6, 0, 3.1, 0.4, 4.6, 1.5, 5.7, 3, 6, 4.4, 5.6, 5.5, 4.7, 6, 3.5],
  ],
}

/** Of the height: width of a digit, and from one digit's left edge to the next one's. */
const digitWidth = 0.6
const digitAdvance = 0.84

/** Width of a number of this height, outline not counted. */
export function numberWidth(text: string, height: number): number {
  return ((text.length - 1) * digitAdvance + digitWidth) * height
}

/** Strokes of a number centred at x, y: lists of x, y pairs. Text of digits alone. */
export function numberStrokes(
  text: string,
  at: { readonly x: number; readonly y: number; readonly size: number },
): number[][] {
  const left = at.x - numberWidth(text, at.size) / 2
  const top = at.y - at.size / 2
  return text
    .split('')
    .flatMap((digit, i) =>
      (glyphs[digit] ?? []).map((stroke) =>
        stroke.map((value, k) =>
          k % 2 === 0
            ? left + (i * digitAdvance + value / 10) * at.size
            : top + (value / 10) * at.size,
        ),
      ),
    )
}
