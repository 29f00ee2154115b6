import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { doubles, npyBytes } from '../../core/prior/npy-writer.ts'
import { runJson, runStudio } from './run-studio.ts'

const place = mkdtempSync(join(tmpdir(), 'commands-'))
const home = join(place, 'home')
const images = join(place, 'images')
const project = join(place, 'p.reaseg')
const json = <T = Record<string, unknown>>(...args: string[]) => runJson<T>(home, args)

/** A disc on a green ground, 200×100, the disc in the left half. */
async function paint(name: string, colour: string): Promise<void> {
  const disc = `<circle cx="50" cy="50" r="30" fill="${colour}"/>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100" fill="#108010"/>${disc}</svg>`
  await sharp(Buffer.from(svg)).png().toFile(join(images, name))
}

beforeAll(async () => {
  mkdirSync(images)
  await paint('disc.png', '#d01010')
  await paint('other.png', '#1010d0')
  writeFileSync(join(images, 'broken.png'), 'no image')
})
afterAll(() => rmSync(place, { recursive: true }))

/** One project's life, in order: each step stands on the ones before. */
test('from an empty project to a mask', { timeout: 120_000 }, async () => {
  expect(await json('init', project)).toMatchObject({ images: 0, samples: 0 })
  expect(await json('import', project, '--images', images)).toMatchObject({
    images: 2,
    samples: 0,
    leftOut: [{ file: expect.stringContaining('broken.png') }],
  })
  const region = ['--rows', '2-8', '--columns', '1-4', '--target', 'disc']
  const query = ['query', project, '--image', 'disc.png', '--text', 'what is round?']
  expect(await json(...query, '--category', 'shapes', ...region)).toEqual({ sample: 1 })
  expect(await json('query', project, '--image', 'other.png', '--text', 'none?')).toEqual({
    sample: 2,
  })
  expect(await json('samples', project, '--category', 'shapes')).toEqual([
    { sample: 1, image: 'disc.png', text: 'what is round?', category: 'shapes', status: 'todo' },
  ])

  const proposed = await runStudio(home, ['propose', project, '--all', '--json'])
  expect(proposed.exitCode).toBe(1)
  expect(proposed.stderr).toMatch(/sample 2 failed/)
  const { runs, failed } = JSON.parse(proposed.stdout)
  expect(failed).toMatchObject([{ sample: 2, code: 'bad_input' }])
  expect(runs).toMatchObject([{ sample: 1, noTarget: false }])
  const ranks = runs[0].candidates.map(({ rank }: { rank: number }) => rank)
  expect(ranks).toEqual(ranks.map((_: number, i: number) => i + 1))
  expect(runs[0].candidates[0].rle.size).toEqual([100, 200])

  const strict = ['accept', project, '--all', '--rank', '1', '--min-score', '1']
  expect(await json(...strict)).toEqual({ accepted: 0 })
  expect(await json('accept', project, '--all', '--rank', '1')).toEqual({ accepted: 1 })
  expect(await json('accept', project, '--sample', '2', '--no-target')).toEqual({ accepted: 1 })
  expect(await json('info', project)).toMatchObject({ images: 2, samples: 2, accepted: 2 })

  const out = join(place, 'out.json')
  const written = await json('export', project, '--format', 'coco', '--out', out)
  expect(written).toMatchObject({ written: expect.arrayContaining([out]), samples: 2 })
  const again = await runStudio(home, ['export', project, '--format', 'coco', '--out', out])
  expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(out) })
})

test('priors of a folder, what matched no sample, and one for a sample', async () => {
  const folder = join(place, 'priors')
  mkdirSync(folder)
  for (const name of ['disc.npy', 'nobody.npy'])
    writeFileSync(join(folder, name), npyBytes({ body: doubles(0, 1, 0, 0) }))
  const run = await runStudio(home, ['priors', project, folder, '--json'])
  expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('nobody.npy') })
  expect(JSON.parse(run.stdout)).toMatchObject({ imported: 1, leftOut: [{ file: 'nobody.npy' }] })
  const one = ['priors', project, join(folder, 'nobody.npy'), '--sample', '2']
  expect(await json(...one)).toEqual({ imported: 1, leftOut: [] })
})

test('masks without a project, one prompt and many', async () => {
  const image = join(images, 'disc.png')
  const one = await json<{ id: string; masks: { score: number }[] }>(
    'segment',
    image,
    '--box',
    '15,15,85,85',
    '--point',
    '50,50',
  )
  expect(one.id).toBe('disc.png')
  const scores = one.masks.map(({ score }) => score)
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))

  const batch = join(place, 'in.jsonl')
  const out = join(place, 'out.jsonl')
  const lines = [
    { id: 'a', image: 'images/disc.png', box: [15, 15, 85, 85] },
    {
      id: 7,
      image,
      points: [
        [50, 50],
        [150, 50],
      ],
      labels: [1, 0],
    },
  ]
  writeFileSync(batch, lines.map((line) => JSON.stringify(line)).join('\n'))
  expect(await json('segment', '--batch', batch, '--out', out)).toEqual({
    written: out,
    prompts: 2,
    failed: [],
  })
  const written = readFileSync(out, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(written).toMatchObject([{ id: 'a' }, { id: 7 }])
  expect(written[0].masks[0].rle.size).toEqual([100, 200])
})

test('a bad line of a batch is an answer, the good ones are kept', async () => {
  const batch = join(place, 'bad.jsonl')
  writeFileSync(
    batch,
    [
      'no json',
      '{"id":1,"image":"none.png","box":[0,0,5,5]}',
      '{"id":2,"image":"images/disc.png"}',
      '{"id":3,"image":"images/disc.png","points":[[1,1]],"labels":[1,0]}',
      '{"id":4,"image":"images/disc.png","points":[[50,50]]}',
    ].join('\n'),
  )
  const run = await runStudio(home, ['segment', '--batch', batch, '--json'])
  expect(run.exitCode).toBe(1)
  expect(JSON.parse(run.stdout)).toMatchObject([
    { line: 1, error: { message: expect.stringContaining('bad.jsonl:1') } },
    { id: 1, error: { code: 'image_missing' } },
    { line: 3, error: { message: expect.stringContaining('no box and no points') } },
    { line: 4, error: { message: expect.stringContaining('labels and points') } },
    { id: 4, masks: expect.any(Array) },
  ])
  expect(run.stderr.trim().split('\n')).toHaveLength(4)
})

test.each([
  ['unknown command', ['dance'], 2],
  ['missing option', ['query', project], 2],
  ['bad box', ['segment', 'x.png', '--box', '1,2,3'], 2],
  ['nothing to segment', ['segment'], 2],
  ['nothing to accept', ['accept', project], 2],
  ['unknown format', ['export', project, '--format', 'x', '--out', 'y'], 2],
  ['no such project', ['info', join(place, 'none.reaseg')], 1],
  ['no project at all', ['info', join(images, 'disc.png')], 1],
  ['no such image', ['segment', join(place, 'none.png'), '--point', '1,1'], 1],
  [
    'no such segmenter',
    ['segment', join(images, 'disc.png'), '--point', '1,1', '--segmenter', 'x'],
    1,
  ],
] as const)('%s: one document, one line, exit code %#', async (_name, args, exitCode) => {
  const run = await runStudio(home, [...args, '--json'])
  expect(run.exitCode).toBe(exitCode)
  expect(JSON.parse(run.stdout)).toEqual({
    error: { code: expect.any(String), message: expect.any(String), hint: expect.any(String) },
  })
  expect(run.stderr.trim().split('\n')).toHaveLength(1)
})

test('text for people where no JSON is asked for', async () => {
  const models = await runStudio(home, ['models', 'list'])
  expect(models.stdout).toMatch(/^id .*\nembedded-2 /)
  const usage = await runStudio(home, ['dance'])
  expect(usage).toMatchObject({ exitCode: 2, stdout: '' })
  const help = await runStudio(home, ['--help'])
  expect(help).toMatchObject({ exitCode: 0, stderr: '' })
  for (const name of ['init', 'import', 'propose', 'accept', 'export', 'serve', 'demo'])
    expect(help.stdout).toContain(name)
})

test('the schema names every setting', async () => {
  const schema = await json<{ properties: object }>('schema')
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(['segmenter', 'grid', 'region', 'prior', 'candidates']),
  )
})
