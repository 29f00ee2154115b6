import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { silentLog } from '#electron/files/log'
import { createStudio } from '#electron/usecases/studio'
import { transferHandlers } from '#electron/usecases/transfer'
import { sampleFilterSchema } from '#rpc/schemas/project'
import { exportOptionsSchema } from '#rpc/schemas/transfer'

/*
 * One process of coco.ts: `nothing`, `import` or `export` on the project in a folder. Prints how long the job took and
 * the most memory the process ever held (Linux's VmHWM), so that processes can be compared.
 */
const [task, folder] = process.argv.slice(2) as [string, string]
const models = { list: async () => [], open: () => Promise.reject(new Error('no models here')) }
const studio = createStudio({
  homeDir: path.join(folder, 'home'),
  weightsDir: folder,
  mode: 'browser',
  version: '0.0.0',
  log: silentLog,
  models: () => models,
})
await studio.openProject(path.join(folder, 'p.reaseg'), { create: task === 'nothing' })
const since = performance.now()
const started = await start()
const job = started === null ? null : await studio.jobs.finished(started.job)
const milliseconds = performance.now() - since
await studio.close()
if (job !== null && job.state !== 'done') throw new Error(JSON.stringify(job.error))
process.stdout.write(JSON.stringify({ milliseconds, bytes: await mostMemory(), job }))

function start(): Promise<{ job: number } | null> {
  if (task === 'import')
    return transferHandlers['transfer.import'](studio, {
      format: 'coco',
      path: path.join(folder, 'in.json'),
      images: path.join(folder, 'images'),
      strict: true,
    })
  if (task === 'export')
    return transferHandlers['transfer.export'](studio, {
      format: 'coco',
      out: path.join(folder, 'out.json'),
      options: exportOptionsSchema.parse({}),
      overwrite: true,
      filter: sampleFilterSchema.parse({}),
    })
  return Promise.resolve(null)
}

async function mostMemory(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB/m.exec(status) ?? []
  return kilobytes === undefined ? process.resourceUsage().maxRSS * 1024 : Number(kilobytes) * 1024
}
