import { barTitle } from '#core/dataset/figure-texts'
import type { Figure } from '#core/dataset/figures'

type Props = { readonly figure: Figure; readonly onOpen: (key: string) => void }

/** The bars of a figure as rows, for those who rather read or have no mouse. */
export function BarTable({ figure, onOpen }: Props) {
  return (
    <table className="run-table">
      <thead>
        <tr>
          <td />
          <th scope="col">samples</th>
          <th scope="col">accepted</th>
        </tr>
      </thead>
      <tbody>
        {figure.bars.map(({ key, n, accepted }) => (
          <tr key={key}>
            <th scope="row">
              <button
                type="button"
                className="link-button"
                disabled={n === 0}
                title="Show these samples in the list"
                onClick={() => onOpen(key)}
              >
                {barTitle(figure.id, key)}
              </button>
            </th>
            <td className="number">{n.toLocaleString('en')}</td>
            <td className="number">{accepted.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
