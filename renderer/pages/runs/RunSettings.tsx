import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { flatSettings, settingChanges } from '#rpc/setting-changes'
import { Section } from '../../ui/Section.tsx'
import { SettingRow } from './SettingRow.tsx'
import { valueText } from './texts.ts'

/** What differs from the defaults; everything else is folded. */
export function RunSettings({ settings }: { readonly settings: PipelineSettings }) {
  const changes = settingChanges(settings)
  return (
    <Section title="Settings">
      {changes.length === 0 ? (
        <p className="soft">Every setting is the default.</p>
      ) : (
        <table className="run-table">
          <thead>
            <tr>
              <th scope="col">Setting</th>
              <th scope="col">Value</th>
              <th scope="col">Default</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ path, before, after }) => (
              <SettingRow key={path} path={path}>
                <td className="number">{valueText(after)}</td>
                <td className="soft number">{valueText(before)}</td>
              </SettingRow>
            ))}
          </tbody>
        </table>
      )}
      <details>
        <summary className="fold">All settings</summary>
        <table className="run-table">
          <tbody>
            {flatSettings(settings).map(([path, value]) => (
              <SettingRow key={path} path={path}>
                <td className="number">{valueText(value)}</td>
              </SettingRow>
            ))}
          </tbody>
        </table>
      </details>
    </Section>
  )
}
