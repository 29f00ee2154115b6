/** Variables the backend may see. Everything else stays out: AppImage's LD_* and GTK's would load a second GLib. */
const allowed = [
  'APPDATA',
  'COMSPEC',
  'HOME',
  'HOMEDRIVE',
  'HOMEPATH',
  'LANG',
  'LC_ALL',
  'LOCALAPPDATA',
  'PATH',
  'PATHEXT',
  'REASEG_HOME',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
  'USERNAME',
  'USERPROFILE',
  'VK_ICD_FILENAMES',
  'WINDIR',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_RUNTIME_DIR',
]

/** The backend's environment, from the shell's own. Names compare without case, as Windows does. */
export function sidecarEnv(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && allowed.includes(name.toUpperCase()) ? [[name, value]] : [],
    ),
  )
}
