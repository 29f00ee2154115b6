import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where everything lives that belongs to a person rather than to a project; all of `cache` can be deleted any time. */
export type Home = {
  readonly path: string
  readonly cache: string
  readonly logs: string
  readonly models: string
  readonly demo: string
  readonly uploads: string
  readonly settingsFile: string
  readonly recentFile: string
  readonly verdictsFile: string
  readonly profilesFile: string
}

export function homeAt(path: string): Home {
  const root = resolve(path)
  return {
    path: root,
    cache: join(root, 'cache'),
    logs: join(root, 'logs'),
    models: join(root, 'models'),
    demo: join(root, 'demo'),
    uploads: join(root, 'uploads'),
    settingsFile: join(root, 'settings.json'),
    recentFile: join(root, 'recent.json'),
    verdictsFile: join(root, 'verdicts.json'),
    profilesFile: join(root, 'mllm-profiles.json'),
  }
}

/** `REASEG_HOME`, else the platform's folder for application data. */
export function defaultHomeDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env['REASEG_HOME']) return resolve(env['REASEG_HOME'])
  const name = 'reaseg-studio'
  if (process.platform === 'win32')
    return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), name)
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', name)
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), name)
}
