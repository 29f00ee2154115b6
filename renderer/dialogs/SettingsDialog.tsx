import { NumberInput, SegmentedControl, Stack, Switch, TextInput } from '@mantine/core'
import { changeSettings } from '../app/actions/settings.ts'
import { useApp } from '../state/app.ts'
import { Dialog } from './Dialog.tsx'

const gigabyte = 1_073_741_824

/** What the user prefers; everything takes effect at once. */
export function SettingsDialog() {
  const settings = useApp((state) => state.settings)
  const info = useApp((state) => state.info)
  if (settings === null) return null
  return (
    <Dialog title="Settings">
      <Stack gap="md">
        <div className="field">
          <span className="field-label">Theme</span>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label="Theme"
            data={['system', 'dark', 'light']}
            value={settings.theme}
            onChange={(theme) => changeSettings({ theme: theme as typeof settings.theme })}
          />
        </div>
        <TextInput
          size="xs"
          label="Annotator"
          description="Kept with every version you save."
          value={settings.annotator}
          maxLength={200}
          onChange={(event) => changeSettings({ annotator: event.currentTarget.value })}
        />
        <Switch
          size="xs"
          label="Propose at once when a region is marked"
          checked={settings.autoPropose}
          onChange={(event) => changeSettings({ autoPropose: event.currentTarget.checked })}
        />
        <NumberInput
          size="xs"
          label="Embedding cache, GB"
          description="Encoded images kept on disk; the oldest go first. It can be deleted at any time."
          min={0.1}
          max={1000}
          step={0.5}
          decimalScale={1}
          value={settings.embeddingCacheBytes / gigabyte}
          onChange={(value) => {
            if (typeof value === 'number' && value >= 0.1)
              changeSettings({ embeddingCacheBytes: Math.round(value * gigabyte) })
          }}
        />
        {info === null ? null : (
          <p className="soft">
            Version {info.version} on {info.platform}. Settings, model files and caches lie in{' '}
            <code>{info.home}</code>.
          </p>
        )}
      </Stack>
    </Dialog>
  )
}
