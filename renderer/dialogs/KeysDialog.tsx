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
  'File',
  'Help',
]

/** Keys of the picture that are not commands: they belong to the pointer. */
const pointerKeys = [
  ['Space', 'Hold and drag: move the picture'],
  ['Wheel', 'Zoom around the pointer'],
  ['Alt+Wheel', 'Step through the masks under the pointer'],
] as const

/** All keys, made from the commands themselves. */
export function KeysDialog() {
  return (
    <Dialog title="Keys" size="xl">
      <div className="keys-sheet">
        {order.map((group) => {
          const keyed = commands.filter(
            (command) => command.group === group && command.keys.length > 0,
          )
          return (
            <section key={group}>
              <h3 className="section-title">{group}</h3>
              <dl className="keys-list">
                {keyed.map((command) => (
                  <div key={command.id}>
                    <dt>
                      {command.keys.map((key) => (
                        <CommandKey key={key} name={key} />
                      ))}
                    </dt>
                    <dd>{command.title}</dd>
                  </div>
                ))}
                {group === 'View'
                  ? pointerKeys.map(([key, title]) => (
                      <div key={key}>
                        <dt>
                          <CommandKey name={key} />
                        </dt>
                        <dd>{title}</dd>
                      </div>
                    ))
                  : null}
              </dl>
            </section>
          )
        })}
      </div>
    </Dialog>
  )
}
