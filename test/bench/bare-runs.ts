import { InferenceSession } from 'onnxruntime-node'

/** Milliseconds spent inside ONNX Runtime's `run()` by this process since the last call of `take`. */
export type BareRuns = { take(): number }

type Run = (this: unknown, ...args: unknown[]) => Promise<unknown>

/** The class behind the factory the package types. */
const sessions = InferenceSession as unknown as { readonly prototype: { run: Run } }

/** Puts a stop-watch around every `run()` of this process, whoever calls it; once a process. */
export function timeBareRuns(onRun: (milliseconds: number) => void = () => undefined): BareRuns {
  const { run } = sessions.prototype
  let spent = 0
  sessions.prototype.run = async function timed(...args) {
    const since = performance.now()
    const outputs = await run.apply(this, args)
    const took = performance.now() - since
    spent += took
    onRun(took)
    return outputs
  }
  return {
    take() {
      const taken = spent
      spent = 0
      return taken
    },
  }
}
