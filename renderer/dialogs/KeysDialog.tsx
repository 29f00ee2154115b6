import { CommandKey } from '../app/CommandKey.tsx'
import { commands } from '../app/commands/registry.ts'
import type { CommandGroup } from '../app/commands/command.ts'
import { Dialog } from './Dialog.tsx'

const order: readonly CommandGroup[] = [
  'Sample',
  'Candidates',
  'Tools',
  'Mask',
  'View',
  'Edit',
  'Review',
  'File',
  'Help',
]

type Line = { readonly title: string; readonly keys: readonly string[] }

/** Rows of like commands in one line each; and what the pointer does, which is no command. */
const rows: readonly (Line & { readonly group: CommandGroup; readonly ids: RegExp })[] = [
  { group: 'Candidates', ids: /\.pick-/, title: 'Choose a candidate', keys: ['1', '…', '9'] },
  {
    group: 'Candidates',
    ids: /\.join-/,
    title: 'Join a candidate',
    keys: ['Shift+1', '…', 'Shift+9'],
  },
  { group: 'Edit', ids: /^cursor\..*[^r]$/, title: 'Move the keyboard cursor', keys: ['Mod+←↑→↓'] },
  {
    group: 'Edit',
    ids: /^cursor\..*-far$/,
    title: 'Move it ten times as far',
    keys: ['Mod+Shift+←↑→↓'],
  },
  { group: 'View', ids: /^$/, title: 'Hold and drag: move the picture', keys: ['Space'] },
  { group: 'View', ids: /^$/, title: 'Zoom around the pointer', keys: ['Wheel'] },
  {
    group: 'View',
    ids: /^$/,
    title: 'Step through the masks under the pointer',
    keys: ['Alt+Wheel'],
  },
]

/** All keys, made from the commands themselves. */
export function KeysDialog() {
  return (
    <Dialog title="Keys" size="68rem">
      <div className="keys-sheet">
        {order.map((group) => (
          <section key={group}>
            <h3 className="section-title">{group}</h3>
            <dl className="keys-list">
              {linesOf(group).map(({ title, keys }) => (
                <div key={title}>
                  <dt>
                    {keys.map((key) => (
                      <CommandKey key={key} name={key} />
                    ))}
                  </dt>
                  <dd>{title}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

function linesOf(group: CommandGroup): readonly Line[] {
  const isInRow = (id: string) => id !== 'cursor.press' && rows.some(({ ids }) => ids.test(id))
  return [
    ...commands.filter(
      (command) => command.group === group && command.keys.length > 0 && !isInRow(command.id),
    ),
    ...rows.filter((row) => row.group === group),
  ]
}
