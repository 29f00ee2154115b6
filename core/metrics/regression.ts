/** Two numbers of one sample, such as prior IoU and mask IoU. */
export type Point = { readonly x: number; readonly y: number }

export type Regression = {
  readonly slope: number
  readonly intercept: number
  /** Pearson's correlation, -1..1; null where y does not vary. */
  readonly r: number | null
  readonly n: number
  readonly meanX: number
  /** Sum of squared distances of x from its mean. */
  readonly spreadX: number
  /** Standard error of the points about the line; 0 for two points. */
  readonly error: number
}

/** The line of least squares; null for fewer than two points and where x does not vary. */
export function regressionOf(points: readonly Point[]): Regression | null {
  const n = points.length
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / n
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / n
  let [spreadX, spreadY, joint] = [0, 0, 0]
  for (const { x, y } of points) {
    spreadX += (x - meanX) ** 2
    spreadY += (y - meanY) ** 2
    joint += (x - meanX) * (y - meanY)
  }
  // A constant's mean may be off by the last bit.
  if (n < 2 || spreadX <= n * 1e-24) return null
  const slope = joint / spreadX
  const left = Math.max(0, spreadY - slope * joint)
  return {
    slope,
    intercept: meanY - slope * meanX,
    r: spreadY <= n * 1e-24 ? null : joint / Math.sqrt(spreadX * spreadY),
    n,
    meanX,
    spreadX,
    error: n > 2 ? Math.sqrt(left / (n - 2)) : 0,
  }
}

export type BandPoint = {
  readonly x: number
  readonly y: number
  readonly low: number
  readonly high: number
}

/**
 * The line at `x` with a band of `eta` standard errors of the line itself to either side: where the mean of y lies, not
 * single points (CoPRS's figure 3 does not say which; ours is named).
 */
export function bandAt(line: Regression, x: number, eta: number): BandPoint {
  const y = line.intercept + line.slope * x
  const half = eta * line.error * Math.sqrt(1 / line.n + (x - line.meanX) ** 2 / line.spreadX)
  return { x, y, low: y - half, high: y + half }
}
