import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dialects, recogniseDialect } from '#models/dialects/index'
import { openSession } from '#models/onnx/session'
import { digestOfFiles, embeddedSegmenter, listSegmenters, verifySegmenter } from '#models/registry'

describe('registry', () => {
  it('lists the embedded segmenter first, then the brought ones', () => {
    const own = { ...embeddedSegmenter(), id: 'own' }
    expect(listSegmenters([own]).map(({ id }) => id)).toEqual(['embedded-2', 'own'])
  })

  it('describes the committed bytes', async () => {
    expect(await verifySegmenter(embeddedSegmenter())).toMatchObject({ ok: true })
    const together = embeddedSegmenter().files.reduce((sum, { bytes }) => sum + bytes, 0)
    expect(together).toBeLessThan(16_000_000)
  })

  it('has a digest that every file changes', () => {
    const [encoder, decoder] = embeddedSegmenter().files
    const other = { ...decoder!, sha256: encoder!.sha256 }
    expect(digestOfFiles([encoder!, decoder!])).toBe(digestOfFiles([decoder!, encoder!]))
    expect(digestOfFiles([encoder!, decoder!])).not.toBe(digestOfFiles([encoder!, other]))
  })

  it('recognises its dialect by the graphs alone', async () => {
    const sessions = await Promise.all(
      embeddedSegmenter().files.map(({ path }) => openSession(path)),
    )
    const [encoder, decoder] = sessions.map(({ ports }) => ports)
    expect(recogniseDialect(encoder!, decoder!)).toBe(dialects[0])
    expect(recogniseDialect(decoder!, encoder!)).toBeNull()
    for (const session of sessions) await session.release()
  })

  it('tells missing, shortened and altered files apart from good ones', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'reaseg-registry-'))
    const card = embeddedSegmenter(dir)
    expect(await verifySegmenter(card)).toMatchObject({ error: { code: 'model_missing' } })
    const { path, bytes } = card.files[0]!
    await writeFile(path, 'short')
    expect(await verifySegmenter(card)).toMatchObject({ error: { code: 'model_broken' } })
    await writeFile(path, Buffer.alloc(bytes))
    expect(await verifySegmenter(card)).toMatchObject({
      error: { message: expect.stringContaining('SHA-256') },
    })
    await rm(dir, { recursive: true })
  })
})
