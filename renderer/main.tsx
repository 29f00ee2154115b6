import '@fontsource-variable/inter/index.css'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './styles/tokens.css'
import './styles/layout.css'
import './styles/panels.css'
import './styles/models.css'
import './styles/mllm.css'
import './styles/queries.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { startApp } from './app/actions/boot.ts'

const root = document.querySelector('#root')
if (root === null) throw new Error('the page has no #root')

await Promise.race([
  document.fonts.load('16px "Inter Variable"'),
  new Promise((r) => setTimeout(r, 1000)),
])
createRoot(root).render(<App />)
await startApp()
