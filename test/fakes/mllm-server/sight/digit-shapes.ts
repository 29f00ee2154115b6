/**
 * What the ten digits look like, as the fake knows them: strokes in a box 6 wide and 10 high, y down. Drawn by hand from
 * arcs and lines and deliberately not taken from the program's own digits, which it is to read.
 */
type Point = readonly [x: number, y: number]
type Stroke = readonly Point[]

/** Part of an ellipse in degrees, 0 to the right, 90 down. */
function arc(centre: Point, radii: Point, [from, to]: readonly [number, number]): Stroke {
  return Array.from({ length: 25 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / 24) * Math.PI) / 180
    return [centre[0] + radii[0] * Math.cos(angle), centre[1] + radii[1] * Math.sin(angle)]
  })
}

export const digitShapes: readonly (readonly Stroke[])[] = [
  [arc([3, 5], [3, 5], [0, 360])],
  [
    [
      [0.8, 2.1],
      [3.2, 0],
      [3.2, 10],
    ],
    [
      [0.8, 10],
      [5.6, 10],
    ],
  ],
  [[...arc([2.9, 2.9], [2.8, 2.9], [-175, 30]), [0, 10], [6, 10]]],
  [arc([2.8, 2.4], [2.7, 2.4], [-160, 80]), arc([3, 7.3], [2.9, 2.7], [-90, 160])],
  [
    [
      [4.5, 10],
      [4.5, 0],
      [0, 7],
      [6, 7],
    ],
  ],
  [
    [
      [5.5, 0],
      [0.9, 0],
      [0.4, 4.7],
    ],
    arc([2.9, 6.9], [3.1, 3.1], [-145, 155]),
  ],
  [arc([3, 6.9], [3, 3.1], [0, 360]), [...arc([4.4, 5.6], [4.4, 5.6], [-175, -82])]],
  [
    [
      [0, 0],
      [6, 0],
      [2, 10],
    ],
  ],
  [arc([3, 2.3], [2.6, 2.3], [0, 360]), arc([3, 7.3], [3, 2.7], [0, 360])],
  [arc([3, 3.1], [3, 3.1], [0, 360]), [...arc([1.6, 4.4], [4.4, 5.6], [5, 98])]],
]
