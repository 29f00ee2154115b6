import type { MenuItem } from '#rpc/native-bridge'
import type { Page } from '../../state/app.ts'
import { attempt, notify } from '../../state/notices.ts'
import { announce } from '../../state/view.ts'
import { readContext, type Command, type CommandContext } from './command.ts'
import { datasetCommands } from './dataset.ts'
import { editCommands } from './edit.ts'
import { failureCommands } from './failures.ts'
import { fileCommands } from './file.ts'
import { mllmCommands } from './mllm.ts'
import { maskCommands, toolCommands } from './mask.ts'
import { modelCommands } from './models.ts'
import { queryCommands } from './queries.ts'
import { runCommands } from './runs.ts'
import { reviewCommands } from './review.ts'
import { sampleCommands } from './sample.ts'
import { helpCommands, viewCommands } from './view.ts'

/** Everything the annotator can do, in the order menus show it. */
export const commands: readonly Command[] = [
  ...fileCommands,
  ...editCommands,
  ...viewCommands,
  ...sampleCommands,
  ...failureCommands,
  ...datasetCommands,
  ...runCommands,
  ...queryCommands,
  ...reviewCommands,
  ...maskCommands,
  ...toolCommands,
  ...modelCommands,
  ...mllmCommands,
  ...helpCommands,
]

const byId = new Map(commands.map((command) => [command.id, command]))
const placeOf = (key: string, page?: Page) => `${page ?? 'any'} ${key}`
const byKey = new Map(
  commands.flatMap((command) => command.keys.map((key) => [placeOf(key, command.page), command])),
)

export function commandOf(id: string): Command {
  const command = byId.get(id)
  if (command === undefined) throw new Error(`no command ${id}`)
  return command
}

export function commandForKey(key: string, page: Page): Command | null {
  return byKey.get(placeOf(key, page)) ?? byKey.get(placeOf(key)) ?? null
}

/** Runs a command if it can run now; else says why not. */
export function runCommand(command: Command): void {
  const reason = command.when(readContext())
  if (reason === null) attempt(command.title, () => Promise.resolve(command.run()))
  else {
    announce(`${command.title}: ${reason}`)
    if (command.isLoud === true) notify({ level: 'info', title: reason })
  }
}

const menuOf = {
  File: 'File',
  Edit: 'Edit',
  View: 'View',
  Sample: 'Sample',
  Candidates: 'Sample',
  Mask: 'Mask',
  Tools: 'Mask',
  Models: 'File',
  Review: 'Sample',
  Help: 'Help',
} as const

/** The native menu of the desktop shell. */
export function menuItems(context: CommandContext): MenuItem[] {
  return commands
    .filter(({ isHidden }) => isHidden !== true)
    .map((command) => ({
      menu: menuOf[command.group],
      id: command.id,
      title: command.title,
      key: command.keys[0]?.replace('Arrow', '') ?? null,
      isEnabled: command.when(context) === null,
    }))
}
