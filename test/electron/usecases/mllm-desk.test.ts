import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openProfilesFile } from '#electron/files/profiles-file'
import { createKeyRing } from '#electron/usecases/key-ring'
import { createMllmDesk } from '#electron/usecases/mllm-desk'
import { mllmProfileSchema } from '#rpc/schemas/mllm'
import { codeOf, tempFolder } from './studio-fixture.ts'

const profile = (over: object = {}) =>
  mllmProfileSchema.parse({
    name: 'local',
    dialect: 'openai',
    url: 'http://127.0.0.1:11434/v1',
    model: 'm',
    ...over,
  })
const remote = profile({ name: 'remote', url: 'https://api.example/v1', keyVariable: 'THE_KEY' })

function setUp(env: NodeJS.ProcessEnv = {}, folder = tempFolder()) {
  const path = join(folder, 'profiles.json')
  let changes = 0
  const desk = createMllmDesk({
    file: openProfilesFile(path),
    keys: createKeyRing(env),
    onChange: () => changes++,
  })
  return { folder, path, desk, changes: () => changes }
}

test('profiles come back at the next start; changes are told', async () => {
  const first = setUp()
  await first.desk.save(profile(), null)
  await first.desk.save(profile({ name: 'lokal', model: 'n' }), 'local')
  expect(first.changes()).toBe(2)
  const { desk } = setUp({}, first.folder)
  expect(await desk.list()).toMatchObject([
    { profile: { name: 'lokal', model: 'n' }, isRemote: false, isAllowed: true, key: null },
  ])
})

test('nothing is sent to another machine before the user has agreed, for this host', async () => {
  const { desk } = setUp()
  await desk.save(remote, null)
  expect(await codeOf(desk.open('remote'))).toBe('consent_needed')
  await desk.allow('remote', true)
  expect((await desk.open('remote')).profile.name).toBe('remote')
  await desk.save({ ...remote, url: 'https://other.example/v1' }, 'remote')
  expect(await codeOf(desk.open('remote'))).toBe('consent_needed')
  await desk.allow('remote', true)
  await desk.allow('remote', false)
  expect(await codeOf(desk.open('remote'))).toBe('consent_needed')
})

test('a key is found in the variable, then in what was typed in; it is in no file and no list', async () => {
  const { desk, path } = setUp({ THE_KEY: 'sk-variable' })
  await desk.save(remote, null)
  await desk.save(profile(), null)
  desk.setKey('local', 'sk-typed', 'memory')
  desk.setKey('remote', 'sk-typed-too', 'store')
  const states = await desk.list()
  expect(states.map(({ key }) => key)).toEqual(['variable', 'memory'])
  for (const text of [JSON.stringify(states), readFileSync(path, 'utf8')])
    expect(text).not.toContain('sk-')
  await desk.remove('local')
  await desk.save(profile(), null)
  expect((await desk.list()).map(({ key }) => key)).toEqual(['variable', null])
})

test.each(['memory', 'store'] as const)(
  'a key in the %s goes with a profile to its new name',
  async (place) => {
    const { desk } = setUp()
    await desk.save(profile(), null)
    desk.setKey('local', 'sk-typed', place)
    const renamed = profile({ name: 'lokal' })
    expect(await desk.save(renamed, 'local')).toMatchObject([{ profile: renamed, key: place }])
    // The old name is free, and whoever takes it has no key.
    const states = await desk.save(profile({ name: 'local' }), null)
    expect(states.map(({ key }) => key)).toEqual([place, null])
  },
)

test('a key from a variable goes along; a key typed in for the new name is kept', async () => {
  const { desk } = setUp({ THE_KEY: 'sk-variable' })
  await desk.save(remote, null)
  expect(await desk.save({ ...remote, name: 'far' }, 'remote')).toMatchObject([{ key: 'variable' }])
  await desk.save(profile(), null)
  desk.setKey('local', 'sk-old', 'store')
  desk.setKey('lokal', 'sk-new', 'memory')
  await desk.save(profile({ name: 'lokal' }), 'local')
  expect((await desk.list()).map(({ key }) => key)).toEqual(['variable', 'memory'])
})

test('a new name that is taken leaves every key where it is', async () => {
  const { desk } = setUp()
  await desk.save(profile(), null)
  await desk.save(profile({ name: 'other' }), null)
  desk.setKey('local', 'sk-typed', 'memory')
  expect(await codeOf(desk.save(profile({ name: 'other' }), 'local'))).toBe('bad_input')
  expect((await desk.list()).map(({ key }) => key)).toEqual(['memory', null])
})

test('a server is asked for its models before a profile of it is kept, with the key that was typed in', async () => {
  const seen: (string | undefined)[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization)
    response.end(JSON.stringify({ data: [{ id: 'eye-2' }] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { desk } = setUp()
  const draft = profile({ url: `http://127.0.0.1:${port}/v1`, model: 'any' })
  desk.setKey('local', 'sk-typed', 'memory')
  expect(await desk.listModels(draft)).toEqual(['eye-2'])
  expect(seen).toEqual(['Bearer sk-typed'])
  expect(await desk.list()).toEqual([])
  server.close()
})

test('one client a profile, a new one when it changes', async () => {
  const { desk } = setUp()
  await desk.save(profile(), null)
  const first = await desk.open('local')
  expect(await desk.open('local')).toBe(first)
  await desk.save(profile({ model: 'other' }), 'local')
  expect((await desk.open('local')).profile.model).toBe('other')
})

test.each([
  ['a name that is taken', () => profile(), null, 'bad_input'],
  ['an unknown name', null, null, 'not_found'],
])('%s is refused', async (_name, make, was, code) => {
  const { desk } = setUp()
  await desk.save(profile(), null)
  const work = make === null ? desk.open('nobody') : desk.save(make(), was)
  expect(await codeOf(work)).toBe(code)
})

test.each([
  ['a name with @', { name: 'a@b' }],
  ['a name with :', { name: 'a:b' }],
  ['an address with a password', { url: 'https://me:secret@host/v1' }],
  ['an address with a query', { url: 'https://host/v1?key=1' }],
  ['no web address', { url: 'ftp://host' }],
])('a profile with %s is none', (_name, over) => {
  expect(mllmProfileSchema.safeParse({ ...profile(), ...over }).success).toBe(false)
})
