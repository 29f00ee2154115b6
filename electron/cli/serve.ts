import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'

type ServeOptions = { readonly port?: string; readonly open?: boolean }

export function addServe(program: Command): void {
  program
    .command('serve')
    .argument('[project]', 'a .reaseg file to open at once')
    .description('browser mode: prints a login link; a running one prints a new link')
    .option('--port <n>', 'port on 127.0.0.1; any free one unless given')
    .option('--open', 'open the browser, too')
    .action(serve)
}

/** The server is a program of its own; this one waits for it and hands its signals on. */
async function serve(project: string | undefined, options: ServeOptions): Promise<void> {
  const args = [
    fileURLToPath(new URL('../server/index.ts', import.meta.url)),
    ...(project === undefined ? [] : [project]),
    ...(options.port === undefined ? [] : ['--port', options.port]),
    ...(options.open === true ? ['--open'] : []),
  ]
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
    // A terminal sends Ctrl+C to both.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal))
  }
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}
