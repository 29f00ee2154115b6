import type { MenuItemConstructorOptions } from 'electron'
import type { MenuItem } from '#rpc/native-bridge'

const order = ['File', 'Edit', 'View', 'Sample', 'Mask', 'Help'] as const

/**
 * The native menu from the page's command registry. Keys are shown but not registered: single letters must keep
 * working in text fields, so the page handles them all. macOS registers what it shows, hence letters are left off there.
 */
export function menuTemplate(
  items: readonly MenuItem[],
  platform: NodeJS.Platform,
  onCommand: (id: string) => void,
): MenuItemConstructorOptions[] {
  const menus = order.flatMap((menu) => {
    const own = items.filter((item) => item.menu === menu)
    const roles = rolesOf(menu, platform)
    if (own.length === 0 && roles.length === 0) return []
    const commands = own.map((item) => ({
      id: item.id,
      label: item.title,
      enabled: item.isEnabled,
      registerAccelerator: false,
      click: () => onCommand(item.id),
      ...acceleratorOf(item, platform),
    }))
    const between: MenuItemConstructorOptions[] =
      commands.length > 0 && roles.length > 0 ? [{ type: 'separator' }] : []
    return [{ label: menu, submenu: [...commands, ...between, ...roles] }]
  })
  return platform === 'darwin' ? [{ role: 'appMenu' }, ...menus] : menus
}

/** Text fields need the Edit roles, above all on macOS where copy and paste do not work without them. */
function rolesOf(
  menu: (typeof order)[number],
  platform: NodeJS.Platform,
): MenuItemConstructorOptions[] {
  if (menu === 'Edit')
    return [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }]
  if (menu === 'View')
    return [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
    ]
  if (menu === 'File') return platform === 'darwin' ? [{ role: 'close' }] : [{ role: 'quit' }]
  return []
}

function acceleratorOf(item: MenuItem, platform: NodeJS.Platform): { accelerator?: string } {
  if (item.key === null) return {}
  const isChord = /(^|\+)(mod|ctrl|cmd|alt)(\+)/i.test(item.key)
  if (platform === 'darwin' && !isChord) return {}
  return { accelerator: item.key.replace(/\bmod\b/i, 'CommandOrControl') }
}
