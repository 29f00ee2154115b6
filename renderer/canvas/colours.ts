/**
 * Okabe and Ito's palette, told apart by every kind of colour vision; one meaning each, on all screens.
 * The canvas can't read the theme's variables, and these hold on light and dark pictures alike.
 */
export const colours = {
  target: '#e69f00',
  ignore: '#999999',
  candidates: ['#56b4e9', '#009e73', '#cc79a7'],
  prediction: '#0072b2',
  truth: '#009e73',
  difference: { missed: '#cc79a7', excess: '#d55e00' },
  region: '#f0e442',
  gridLine: '#00c800',
  inside: '#009e73',
  outside: '#d55e00',
  contourDark: '#000000',
  contourLight: '#ffffff',
} as const

/** Share of a mask's colour laid over the picture. */
export const fillOpacity = 0.4
export const priorOpacity = 0.55

/** The outline of a candidate that is not chosen. */
export function candidateColour(rank: number): string {
  const { candidates } = colours
  return candidates[(Math.max(rank, 1) - 1) % candidates.length] ?? candidates[0]
}

/** Red, green and blue, 0..255, of a `#rrggbb`. */
export function rgbOf(colour: string): readonly [red: number, green: number, blue: number] {
  const value = Number.parseInt(colour.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}
