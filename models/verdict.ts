import type { MachineState } from './onnx/machine.ts'

/** Whether an encoder on a provider gives the masks that it gives on the CPU, and how long it takes. */
export type Verdict = {
  readonly provider: string
  readonly isGood: boolean
  /** Why not, for people; null where it is good. */
  readonly reason: string | null
  /** Lowest IoU of its masks with those of the CPU; null where there are none. */
  readonly iou: number | null
  /** Milliseconds of one picture's encoding, the first run of the graph left out; null where it failed. */
  readonly encode: number | null
  /** Milliseconds of one prompt's decoding on the CPU. */
  readonly decode: number | null
  /** Bytes that the host's process holds with the model open; null where it failed. */
  readonly memory: number | null
}

/** A self-test as it is remembered. */
export type ModelTest = MachineState & {
  /** Digest of the model's files. */
  readonly digest: string
  readonly verdicts: readonly Verdict[]
  /** ISO 8601. */
  readonly testedAt: string
}

/** Whether a test still counts: the same files, driver and runtime. */
export function isCurrent(test: ModelTest, digest: string, machine: MachineState): boolean {
  const isSameMachine = test.driver === machine.driver && test.runtime === machine.runtime
  return isSameMachine && test.digest === digest
}

/** The fastest of the good ones; `cpu` where nothing is known, or the GPU is not wanted. */
export function chooseProvider(verdicts: readonly Verdict[], useGpu: boolean): string {
  if (!useGpu) return 'cpu'
  const good = verdicts.filter(({ isGood, encode }) => isGood && encode !== null)
  const [fastest] = good.toSorted((a, b) => (a.encode ?? Infinity) - (b.encode ?? Infinity))
  return fastest?.provider ?? 'cpu'
}
