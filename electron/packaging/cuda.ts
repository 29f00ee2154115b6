import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Fetches ONNX Runtime's CUDA provider: `npm run cuda`, on Linux with an NVIDIA card. */
function fetchCuda(): number {
  const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
  const provider = join(folder, 'bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so')
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return say('CUDA is available on Linux with an x64 processor only.', 1)
  }
  if (existsSync(provider)) return say('CUDA is installed already.', 0)
  const done = spawnSync(process.execPath, [join(folder, 'script/install.js')], {
    stdio: 'inherit',
    // The documented value `cuda12` is read by nobody; `true` is.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'true' },
  })
  // The installer may end well without having done anything.
  if (done.status === 0 && existsSync(provider)) return say('CUDA is installed.', 0)
  return say('CUDA could not be fetched; the studio goes on with the processor.', 1)
}

function say(line: string, exitCode: number): number {
  process.stderr.write(`${line}\n`)
  return exitCode
}

process.exitCode = fetchCuda()
