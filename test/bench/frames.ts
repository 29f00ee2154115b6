import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type Page } from '@playwright/test'
import sharp from 'sharp'
import type { Candidate } from '#core/candidate/candidate'
import { imagePoint } from '#core/geometry/point'
import { stampStroke } from '#core/mask/brush'
import { createMask } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'
import { buildRenderer } from '#electron/packaging/build'
import { isOutdated, rendererSources } from '#electron/packaging/freshness'
import { digestOfFile } from '#models/files/digest'
import { addImages } from '#electron/store/images'
import { openStore } from '#electron/store/open'
import { addRun } from '#electron/store/runs'
import { addSamples } from '#electron/store/samples'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { sampleFieldsSchema } from '#rpc/schemas/project'
import { callFrom, startStudio } from '../e2e/harness.ts'
import { findBrowser } from '../tasks/browser.ts'
import { root } from '../tasks/programs.ts'
import { ratioRow, type BenchRow } from './table.ts'

const size = { width: 4096, height: 4096 }
const masks = 300
const steps = 240
const brushRadius = 200
const rounds = 3

/** Frames of the built window in headless Chromium: brush and pan/zoom over the same gestures on an empty canvas. */
export async function benchFrames(): Promise<BenchRow[]> {
  const executablePath = findBrowser()
  if (executablePath === null) return [missing('brush'), missing(`${masks} masks`)]
  if (isOutdated(root, 'dist/renderer/index.html', rendererSources)) await buildRenderer()
  const folder = await mkdtemp(path.join(tmpdir(), 'reaseg-bench-'))
  const project = await buildProject(folder)
  const studio = await startStudio(['--no-open', project])
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(await studio.newLink())
    await callFrom(page, 'settings.save', { brushRadius, autoPropose: false, isTourDone: true })
    await page.reload()
    return await measure(page)
  } finally {
    await browser.close()
    await studio.stop()
    await rm(folder, { recursive: true })
  }
}

/** The first sample is bare, the second has a run of 300 masks. */
async function buildProject(folder: string): Promise<string> {
  const file = path.join(folder, 'photo.jpg')
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  await sharp({ create: { ...size, channels: 3, background: '#000', noise } })
    .blur(3)
    .jpeg()
    .toFile(file)
  const project = path.join(folder, 'p.reaseg')
  const store = await openStore(project, { create: true })
  const db = store.writer()
  const digest = await digestOfFile(file)
  const image = { path: 'photo.jpg', name: 'photo.jpg', digest, bytes: 1, wishedId: null, ...size }
  const [imageId] = await addImages(db, [image])
  const fields = sampleFieldsSchema.parse({ query: 'Which of these blots is the largest?' })
  const sample = { imageId: imageId as number, status: 'todo', fields } as const
  const [, crowded] = await addSamples(db, [sample, sample])
  await addRun(db, {
    sampleId: crowded as number,
    settings: pipelineSettingsSchema.parse({}),
    boxes: [],
    reasoning: {
      kind: 'absent',
      rationale: '',
    },
    prior: null,
    numbers: [],
    flags: [],
    model: {
      id: 'bench',
      digest: '0',
    },
    timings: {},
    record: {},
    calls: [],
    candidates: candidates(),
  })
  await store.close()
  return project
}

function candidates(): Candidate[] {
  return Array.from({ length: masks }, (_, i) => {
    const mask = createMask(size)
    const at = (k: number) => 300 + ((i * 613 + k * 977) % 3500)
    const points = [imagePoint(at(0), at(1)), imagePoint(at(2), at(3)), imagePoint(at(4), at(5))]
    stampStroke(mask, { points, radius: 40 + (i % 9) * 20, value: 1 })
    return {
      id: `c${i + 1}`,
      rank: i + 1,
      score: 1 - i / masks,
      alikeOf: null,
      reason: null,
      source: 'seed',
      region: 0,
      predictedIou: 0.5,
      stability: 0.9,
      token: 0,
      flags: [],
      rle: rleFromMask(mask),
      seed: null,
      terms: {
        predictedIou: 0.5,
        stability: 0.9,
        priorInside: 0.5,
        priorCovered: 0.5,
        areaSanity: 1,
        borderFree: 1,
      },
    }
  })
}

async function measure(page: Page): Promise<BenchRow[]> {
  const canvas = page.getByRole('application', { name: 'Picture' })
  await canvas.waitFor()
  await page.waitForTimeout(3000)
  const found = { idle: [] as number[], brush: [] as number[] }
  const moved = { empty: [] as number[], crowded: [] as number[] }
  for (let i = 0; i < rounds; i += 1) {
    await page.keyboard.press('v')
    found.idle.push(await framesOf(page, (at) => page.mouse.move(at.x, at.y)))
    await page.keyboard.press('b')
    await page.mouse.down()
    found.brush.push(await framesOf(page, (at) => page.mouse.move(at.x, at.y)))
    await page.mouse.up()
  }
  await page.keyboard.press('v')
  for (let i = 0; i < rounds; i += 1) {
    moved.empty.push(await framesOf(page, (at, step) => panOrZoom(page, at, step)))
    await page.keyboard.press('j')
    await page.waitForTimeout(3000)
    moved.crowded.push(await framesOf(page, (at, step) => panOrZoom(page, at, step)))
    await page.keyboard.press('k')
    await page.waitForTimeout(1000)
  }
  const note = `p95 of frames, best of ${rounds}; headless Chromium without a GPU`
  const peerName = 'empty canvas'
  return [
    ratioRow({
      what: `brush of radius ${brushRadius} on ${size.width}×${size.height}`,
      ours: Math.min(...found.brush),
      peer: Math.min(...found.idle),
      peerName,
      most: 1.5,
      note,
    }),
    ratioRow({
      what: `pan and zoom with ${masks} masks on ${size.width}×${size.height}`,
      ours: Math.min(...moved.crowded),
      peer: Math.min(...moved.empty),
      peerName,
      most: 1.5,
      note,
    }),
  ]
}

type At = { readonly x: number; readonly y: number }

/** 95th percentile of the milliseconds between frames while the gesture goes along a figure of eight. */
async function framesOf(
  page: Page,
  act: (at: At, step: number) => Promise<unknown>,
): Promise<number> {
  const canvas = page.getByRole('application', { name: 'Picture' })
  const box = await canvas.boundingBox()
  if (box === null) throw new Error('the window shows no canvas')
  const recording = await page.evaluateHandle(() => {
    const recorded = { times: [] as number[], isOn: true }
    const tick = (time: number) => {
      recorded.times.push(time)
      if (recorded.isOn) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
    return recorded
  })
  for (let step = 0; step < steps; step += 1) {
    const turn = (step / steps) * 2 * Math.PI
    const x = box.x + box.width * (0.5 + 0.35 * Math.sin(turn))
    const y = box.y + box.height * (0.5 + 0.35 * Math.sin(2 * turn))
    await act({ x, y }, step)
  }
  const times = await recording.evaluate((recorded) => {
    recorded.isOn = false
    return recorded.times
  })
  const gaps = times.slice(1).map((time, i) => time - (times[i] as number))
  return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length * 0.95)] ?? NaN
}

/** Zoom in and out by the wheel along the way, with a pan in between. */
async function panOrZoom(page: Page, at: At, step: number): Promise<void> {
  await page.mouse.move(at.x, at.y)
  await page.mouse.wheel(0, step % 24 < 12 ? -120 : 120)
}

function missing(what: string): BenchRow {
  return {
    what: `frames: ${what}`,
    ours: '–',
    peer: null,
    ratio: null,
    target: '≤ 1.50×',
    isMet: null,
    note: 'missing peer: a Chromium',
  }
}
