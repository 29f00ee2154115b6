import { Stack } from '@mantine/core'
import { toggleBlind } from '../app/actions/review.ts'
import { changeSettings, saveSetting } from '../app/actions/settings.ts'
import { useApp } from '../state/app.ts'
import { Choice } from '../ui/Choice.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Toggle } from '../ui/Tick.tsx'
import { AddressField } from './AddressField.tsx'
import { Dialog } from './Dialog.tsx'
import { TextField } from '../ui/TextField.tsx'

const gigabyte = 1_073_741_824

/** What the user prefers; everything takes effect at once. */
export function SettingsDialog() {
  const settings = useApp((state) => state.settings)
  if (settings === null) return null
  return (
    <Dialog title="Settings">
      <Stack gap="md">
        <Choice
          label="Theme"
          options={['system', 'dark', 'light']}
          value={settings.theme}
          onChange={(theme) => changeSettings({ theme })}
        />
        <TextField
          label="Annotator"
          description="Kept with every version you save."
          value={settings.annotator}
          maxLength={200}
          onChange={(annotator) => changeSettings({ annotator })}
        />
        <Toggle
          label="Blind: hide rankings and earlier verdicts until decided"
          isOn={settings.isBlind}
          onChange={toggleBlind}
        />
        <Toggle
          label="Propose at once when a region is marked"
          isOn={settings.autoPropose}
          onChange={(autoPropose) => changeSettings({ autoPropose })}
        />
        <NumberField
          label="Embedding cache, GiB"
          description="Encoded images kept on disk; the oldest go first. It can be deleted at any time."
          min={0.1}
          max={1000}
          digits={1}
          value={settings.embeddingCacheBytes / gigabyte}
          onChange={(value) =>
            changeSettings({ embeddingCacheBytes: Math.round(value * gigabyte) })
          }
        />
        <ModelSettings />
        <About />
      </Stack>
    </Dialog>
  )
}

function ModelSettings() {
  const settings = useApp((state) => state.settings)
  if (settings === null) return null
  return (
    <>
      <Toggle
        label="Let encoders use the GPU where its self-test is good"
        isOn={settings.useGpu}
        onChange={(useGpu) => changeSettings({ useGpu })}
      />
      <AddressField
        label="Mirror for model downloads"
        description="Another host with the same paths as the models’ own. Empty: their own hosts."
        value={settings.modelMirror}
        onSave={(modelMirror) => saveSetting({ modelMirror })}
      />
      <AddressField
        label="Proxy for model downloads"
        description="Empty: what HTTPS_PROXY and NO_PROXY of the environment say. A proxy that wants a name and a password belongs there, too: this is kept in a file."
        value={settings.modelProxy}
        onSave={(modelProxy) => saveSetting({ modelProxy })}
      />
    </>
  )
}

function About() {
  const info = useApp((state) => state.info)
  if (info === null) return null
  return (
    <p className="soft">
      Version {info.version} on {info.platform}. Settings, model files and caches lie in{' '}
      <code>{info.home}</code>.
    </p>
  )
}
