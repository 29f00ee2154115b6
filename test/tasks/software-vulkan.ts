import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findBrowser } from './browser.ts'

const manifest = 'vk_swiftshader_icd.json'

/**
 * Points the Vulkan loader at SwiftShader, which comes with Chromium, so that the WebGPU provider runs without a GPU.
 * Before the first WebGPU session of the process. Answers why not, or null when it is set.
 */
export function useSoftwareVulkan(): string | null {
  if (process.platform !== 'linux') return 'SwiftShader is set up on Linux only'
  if (process.env['VK_ICD_FILENAMES'] !== undefined) return null
  const browser = findBrowser()
  const beside = browser === null ? [] : [dirname(realpathSync(browser))]
  const folders = [
    ...beside,
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser',
    '/opt/google/chrome',
  ]
  const found = folders.map((folder) => join(folder, manifest)).find((path) => existsSync(path))
  if (found === undefined) return 'no Chromium with SwiftShader: install Chromium'
  process.env['VK_ICD_FILENAMES'] = found
  return null
}
