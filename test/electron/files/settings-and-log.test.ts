import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createFileLog, redact } from '#electron/files/log'
import { openSettingsFile } from '#electron/files/settings-file'
import { tempFolder } from '../usecases/studio-fixture.ts'

const nobody = () => {
  throw new Error('the file was not broken')
}

describe('the settings file', () => {
  test('keeps what it does not know and what is not given', async () => {
    const path = join(tempFolder(), 'settings.json')
    writeFileSync(
      path,
      JSON.stringify({ theme: 'dark', future: { a: 1 }, overlays: { new: true } }),
    )
    const settings = openSettingsFile(path, nobody)
    await settings.save({ annotator: 'Ada' })
    const raw = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
    expect(raw).toMatchObject({ theme: 'dark', annotator: 'Ada', future: { a: 1 } })
    expect(raw['overlays']).toMatchObject({ new: true, grid: true })
    expect(openSettingsFile(path, nobody).get()).toMatchObject({ theme: 'dark', annotator: 'Ada' })
  })

  test.each([
    ['no JSON', '{"theme":'],
    ['a list', '[]'],
    ['a wrong value', '{"theme": 5}'],
  ])('%s is set aside and told', (_, text) => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'settings.json'), text)
    const told: string[] = []
    const settings = openSettingsFile(join(folder, 'settings.json'), (kept) => told.push(kept))
    expect(settings.get().theme).toBe('system')
    expect(readFileSync(told[0]!, 'utf8')).toBe(text)
  })
})

describe('the log', () => {
  test.each([
    ['a bearer token', 'authorization: Bearer abc.def-123', 'abc.def-123'],
    ['a token in JSON', '{"token":"s3cret"}', 's3cret'],
    ['a key in a URL', 'https://x/?api_key=s3cret&n=1', 's3cret'],
    ['a provider key', 'failed with sk-abcdef123456', 'sk-abcdef123456'],
    ['a cookie', 'cookie: session=s3cret', 's3cret'],
    ['the home folder', `${homedir()}/photos`, homedir()],
  ])('takes out %s', (_, text, secret) => {
    expect(redact(text)).not.toContain(secret)
  })

  test('an error code stays readable', () => {
    expect(redact('{"code":"disk_full"}')).toContain('disk_full')
  })

  test('writes lines of JSON and rotates at 5 MB, five files at most', () => {
    const folder = tempFolder()
    const log = createFileLog(folder, 'backend', 's1')
    for (let i = 0; i < 32; i++) log.write('info', `line ${i}`, { fill: 'x'.repeat(1_000_000) })
    expect(readdirSync(folder).sort()).toEqual(
      ['', '.1', '.2', '.3', '.4'].map((end) => `backend.log${end}`),
    )
    const lines = readFileSync(join(folder, 'backend.log'), 'utf8').trim().split('\n')
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ level: 'info', message: 'line 31' })
  })

  test('a log that cannot be written stops nothing', () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'backend.log'))
    expect(() => createFileLog(folder, 'backend', 's').write('info', 'hello')).not.toThrow()
  })
})
