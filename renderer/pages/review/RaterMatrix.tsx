import type { RatersReport } from '#rpc/schemas/review'

export type Pair = readonly [string, string]

type Props = {
  readonly pairs: RatersReport['pairs']
  readonly chosen: Pair | null
  readonly onChoose: (pair: Pair | null) => void
}

/** Mean IoU of every two annotators, as a square; a click shows the samples that both drew. */
export function RaterMatrix({ pairs, chosen, onChoose }: Props) {
  const names = [...new Set(pairs.flatMap(({ raters }) => raters))].toSorted()
  const pairOf = (a: string, b: string) =>
    pairs.find(({ raters }) => raters.includes(a) && raters.includes(b) && a !== b)
  return (
    <div className="matrix-frame scroll" tabIndex={0}>
      <table className="rater-matrix number" aria-label="Mean IoU of every two annotators">
        <thead>
          <tr>
            <td />
            {names.map((name) => (
              <th key={name} scope="col" className="ellipsis">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((a) => (
            <tr key={a}>
              <th scope="row" className="ellipsis">
                {a}
              </th>
              {names.map((b) => {
                const pair = pairOf(a, b)
                const isChosen = chosen !== null && [a, b].every((name) => chosen.includes(name))
                return (
                  <td key={b}>
                    {pair === undefined ? null : (
                      <button
                        type="button"
                        aria-pressed={isChosen && a !== b}
                        style={{ '--agreed': pair.iou } as React.CSSProperties}
                        title={titleOf(pair)}
                        onClick={() => onChoose(isChosen ? null : pair.raters)}
                      >
                        {pair.iou.toFixed(2)}
                      </button>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function titleOf({ raters, pairs, iou, boundaryIou, sameTarget }: Props['pairs'][number]): string {
  const count = `${pairs} ${pairs === 1 ? 'sample' : 'samples'}`
  return `${raters.join(' and ')}: ${count}, mean IoU ${iou.toFixed(2)}, boundary IoU ${boundaryIou.toFixed(2)}, same target ${Math.round(sameTarget * 100)} %`
}
