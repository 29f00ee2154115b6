import { Loader, MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import { lazy, Suspense, useEffect, type ReactNode } from 'react'
import { useApp } from '../state/app.ts'
import { resolveVariables, theme } from '../styles/theme.ts'
import { StartPage } from '../pages/StartPage.tsx'
import { AnnotatePage } from '../pages/AnnotatePage.tsx'
import { ErrorText } from '../ui/ErrorText.tsx'
import { startApp } from './actions/boot.ts'
import { Announcer } from './Announcer.tsx'
import { Dialogs } from './Dialogs.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Header } from './Header.tsx'
import { useKeys } from './use-keys.ts'
import { useNativeMenu } from './use-native-menu.ts'
import { useNotices } from './use-notices.tsx'
import { useTheme } from './use-theme.ts'
import { ModelOfferStrip } from './ModelOffer.tsx'
import { Palette } from './Palette.tsx'
import { StatusBar } from './StatusBar.tsx'
import { Tour } from './Tour.tsx'

const DatasetPage = lazy(async () => ({
  default: (await import('../pages/dataset/DatasetPage.tsx')).DatasetPage,
}))

const FailuresPage = lazy(async () => ({
  default: (await import('../pages/failures/FailuresPage.tsx')).FailuresPage,
}))

const RunsPage = lazy(async () => ({
  default: (await import('../pages/runs/RunsPage.tsx')).RunsPage,
}))

const QueriesPage = lazy(async () => ({
  default: (await import('../pages/queries/QueriesPage.tsx')).QueriesPage,
}))

const ReviewPage = lazy(async () => ({
  default: (await import('../pages/review/ReviewPage.tsx')).ReviewPage,
}))

const ModelsPage = lazy(async () => ({
  default: (await import('../pages/models/ModelsPage.tsx')).ModelsPage,
}))

const MllmPage = lazy(async () => ({
  default: (await import('../pages/mllm/MllmPage.tsx')).MllmPage,
}))

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      defaultColorScheme="auto"
    >
      <ErrorBoundary>
        <ModalsProvider>
          <Notifications position="bottom-left" limit={4} />
          <Window />
        </ModalsProvider>
      </ErrorBoundary>
    </MantineProvider>
  )
}

function Window() {
  const phase = useApp((state) => state.phase)
  useTheme()
  useKeys()
  useNotices()
  useNativeMenu()
  useEffect(() => {
    document.documentElement.dataset['appReady'] = String(phase === 'ready')
  }, [phase])
  return (
    <>
      <Pages />
      <Palette />
      <Dialogs />
      <Tour />
      <Announcer />
    </>
  )
}

function Pages() {
  const phase = useApp((state) => state.phase)
  const failure = useApp((state) => state.failure)
  const project = useApp((state) => state.project)
  const page = useApp((state) => state.page)
  if (phase === 'failed')
    return (
      <main className="app plain">
        <ErrorText doing="Starting" error={failure} onRetry={() => void startApp()} />
      </main>
    )
  if (phase === 'starting' && project === null)
    return (
      <main className="app plain starting" aria-busy="true">
        <Loader size="sm" role="status" aria-label="Starting" />
      </main>
    )
  if (page === 'models') return <ShortPage page={<ModelsPage />} />
  if (page === 'mllms') return <ShortPage page={<MllmPage />} />
  if (project === null) return <StartPage />
  if (page === 'dataset') return <ShortPage page={<DatasetPage />} />
  if (page === 'failures') return <ShortPage page={<FailuresPage />} />
  if (page === 'queries') return <ShortPage page={<QueriesPage />} />
  if (page === 'review') return <ShortPage page={<ReviewPage />} />
  if (page === 'runs') return <ShortPage page={<RunsPage />} />
  return (
    <div className="app">
      <Header />
      <div className="annotate-frame">
        <ModelOfferStrip />
        <AnnotatePage />
      </div>
      <StatusBar />
    </div>
  )
}

/** A page without the status bar, loaded when first wanted. */
function ShortPage({ page }: { readonly page: ReactNode }) {
  return (
    <div className="app short">
      <Header />
      <Suspense fallback={<Loader size="sm" m="xl" role="status" aria-label="Loading" />}>
        {page}
      </Suspense>
    </div>
  )
}
