import { Menu } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Answer } from '#rpc/contract'
import { call } from '../rpc/client.ts'
import { useApp } from '../state/app.ts'
import { attempt, notifyError } from '../state/notices.ts'
import { openProject } from './actions/project.ts'

type Recent = Answer<'project.recent'>

/** Projects opened before, newest first; null until known. */
export function useRecent(): Recent | null {
  const [recent, setRecent] = useState<Recent | null>(null)
  useEffect(() => {
    call('project.recent', {}).then(setRecent, (error: unknown) =>
      notifyError(error, 'Reading the recent projects'),
    )
  }, [])
  return recent
}

/** Menu entries of the other projects. */
export function RecentProjects() {
  const recent = useRecent()
  const open = useApp((state) => state.project?.path)
  const others = recent?.filter(({ path, exists }) => exists && path !== open).slice(0, 5) ?? []
  return others.map(({ path, name }) => (
    <Menu.Item
      key={path}
      title={path}
      onClick={() => attempt('Opening the project', () => openProject(path))}
    >
      <span className="soft">Open </span>
      {name}
    </Menu.Item>
  ))
}
