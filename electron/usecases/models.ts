import type { UseCases } from './use-cases.ts'
import { embedAll } from './embed.ts'
import { testFrom } from './model-registry.ts'

const done = { done: true } as const

export const modelHandlers = {
  'models.list': async (studio) =>
    [...(await studio.segmenterCards())].map((card) => ({ ...card, files: [...card.files] })),
  'models.embedAll': embedAll,
  'models.state': (studio) => studio.models.state(),
  async 'models.download'(studio, { id, agree }) {
    studio.models.download(id, agree)
    return done
  },
  async 'models.pause'(studio, { id }) {
    await studio.models.pause(id)
    return done
  },
  async 'models.cancel'(studio, { id }) {
    await studio.models.cancel(id)
    return done
  },
  'models.import': async (studio, input) => ({ id: await studio.models.import(input) }),
  'models.verify': async (studio, { id }) => ({ isIntact: await studio.models.verify(id) }),
  async 'models.remove'(studio, { id }) {
    await studio.models.remove(id)
    return done
  },
  'models.test': async (studio, { id, providers }) =>
    testFrom(await studio.models.test(id, providers)),
  async 'models.cancelTest'(studio) {
    studio.models.cancelTest()
    return done
  },
} satisfies Partial<UseCases>
