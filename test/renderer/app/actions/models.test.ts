import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { userSettingsSchema } from '#rpc/schemas/system'
import {
  answerOffer,
  getModel,
  hearFetches,
  refreshModels,
  removeModel,
} from '../../../../renderer/app/actions/models.ts'
import { useApp } from '../../../../renderer/state/app.ts'
import { useModelDialog } from '../../../../renderer/state/model-dialog.ts'
import { useModels } from '../../../../renderer/state/models.ts'
import { onNotice, type Notice } from '../../../../renderer/state/notices.ts'
import { answerCalls } from '../../fake-calls.ts'
import {
  appInfo,
  broken,
  defaultModel,
  embedded,
  installedDefault,
  modelEntry,
  modelFetch,
  segmenterCard,
} from '../../model-entries.ts'

const project = {
  path: '/p.reaseg',
  name: 'p',
  isReadOnly: false,
  integrity: 'ok',
} as unknown as NonNullable<ReturnType<typeof useApp.getState>['project']>
const licensed = modelEntry({
  id: 'sam3-tracker',
  licence: { id: 'SAM', url: null, needsAcknowledgement: true, note: 'n' },
})

let notices: Notice[] = []
let stop = () => {}

beforeEach(() => {
  vi.useFakeTimers()
  notices = []
  stop = onNotice((notice) => notices.push(notice))
  useModels.setState(useModels.getInitialState(), true)
  useApp.setState({
    ...useApp.getInitialState(),
    settings: userSettingsSchema.parse({}),
    pipeline: pipelineSettingsSchema.parse({}),
    project,
  })
})
afterEach(() => {
  stop()
  vi.clearAllTimers()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Reads the models once as they were and once as they are. */
async function arrive(after: readonly (typeof embedded)[]): Promise<void> {
  let models: readonly (typeof embedded)[] = [embedded, defaultModel]
  answerCalls({
    'models.state': () => ({ models, fetches: [], testing: null }),
    'app.info': () => appInfo([segmenterCard('embedded-2')]),
  })
  await refreshModels()
  models = after
  await refreshModels()
}

describe('a model arrives', () => {
  it('the default one becomes that of new projects and is offered for this one', async () => {
    await arrive([embedded, installedDefault])
    expect(useApp.getState().settings?.newProjectSegmenter).toBe('mobilesam')
    expect(notices).toMatchObject(
      [
        {
          title: 'MobileSAM is here.',
          hint: /New projects/,
          action: { label: 'Use in this project' },
        },
      ].map(({ hint, ...rest }) => ({ ...rest, hint: expect.stringMatching(hint) as string })),
    )
    notices[0]!.action!.run()
    expect(useApp.getState().pipeline?.segmenter).toBe('mobilesam')
  })

  it('leaves what the user said of new projects alone', async () => {
    useApp.setState(({ settings }) => ({
      settings: settings && { ...settings, newProjectSegmenter: 'mine' },
    }))
    await arrive([embedded, installedDefault])
    expect(useApp.getState().settings?.newProjectSegmenter).toBe('mine')
  })

  it('one that reads words is not offered as a segmenter', async () => {
    await arrive([embedded, modelEntry({ id: 'clipseg', kind: 'text-prior', state: 'installed' })])
    expect(notices.map(({ action }) => action?.label)).toEqual(['Show it'])
    expect(useApp.getState().settings?.newProjectSegmenter).toBeNull()
  })

  it('a project that may not be changed is left alone', async () => {
    useApp.setState({ project: { ...project, isReadOnly: true } })
    await arrive([embedded, installedDefault])
    expect(notices.map(({ action }) => action?.label)).toEqual(['Show it'])
  })
})

describe('a fetch that failed', () => {
  const failed = modelFetch({ state: 'failed', error: broken })
  it('is told once, with a way to it', () => {
    hearFetches([failed])
    hearFetches([failed])
    expect(notices).toHaveLength(1)
    expect(notices[0]).toMatchObject({ level: 'error', hint: broken.hint })
    notices[0]!.action!.run()
    expect(useApp.getState().page).toBe('models')
  })

  it('needs no notice where it is in sight, nor where the user gave it up', () => {
    hearFetches([modelFetch({ id: 'b', state: 'failed', error: { ...broken, code: 'cancelled' } })])
    useApp.setState({ page: 'models' })
    hearFetches([failed])
    expect(notices).toEqual([])
  })
})

describe('getting a model', () => {
  it('asks first where the licence wants it', async () => {
    const calls = answerCalls({ 'models.download': () => ({ done: true }) })
    const declined = getModel(licensed)
    expect(useModelDialog.getState().question).toMatchObject({ kind: 'licence' })
    useModelDialog.getState().answer(false)
    await declined
    expect(calls).toEqual([])
    const agreed = getModel(licensed)
    useModelDialog.getState().answer(true)
    await agreed
    expect(calls).toEqual(['models.download {"id":"sam3-tracker","agree":true}'])
  })

  it('the offer is made once, taken or not', async () => {
    const calls = answerCalls({ 'models.download': () => ({ done: true }) })
    answerOffer(defaultModel, false)
    expect(useApp.getState().settings?.isModelOfferDone).toBe(true)
    expect(calls).toEqual([])
    answerOffer(defaultModel, true)
    await vi.waitFor(() =>
      expect(calls).toEqual(['models.download {"id":"mobilesam","agree":false}']),
    )
  })
})

describe('removing a model', () => {
  it('sends its project and new projects back to the embedded segmenter, before it goes', async () => {
    const calls = answerCalls({
      'project.saveSettings': (params) => params,
      'models.remove': () => ({ done: true }),
    })
    useModels.setState({ models: [embedded, installedDefault] })
    useApp.setState(({ settings, pipeline }) => ({
      settings: settings && { ...settings, newProjectSegmenter: 'mobilesam' },
      pipeline: pipeline && { ...pipeline, segmenter: 'mobilesam' },
    }))
    const removed = removeModel(installedDefault)
    useModelDialog.getState().answer(true)
    await removed
    expect(calls.map((call) => call.split(' ')[0])).toEqual([
      'project.saveSettings',
      'models.remove',
    ])
    expect(calls[0]).toContain('"segmenter":"embedded-2"')
    expect(useApp.getState().settings?.newProjectSegmenter).toBeNull()
  })

  it('does nothing where the user keeps it', async () => {
    const calls = answerCalls({})
    const kept = removeModel(installedDefault)
    useModelDialog.getState().answer(false)
    await kept
    expect(calls).toEqual([])
  })
})
