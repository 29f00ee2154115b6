import type { CallOptions, ImageSource } from '#models/ports'
import type {
  TextBox,
  TextBoxes,
  TextCard,
  TextMask,
  TextMasks,
  TextModel,
  TextPrior,
  TextWeights,
} from '#models/text/text-ports'
import { hostCommand, type HostCommand } from './host-process.ts'
import { HostSupervisor, type HostNotice } from './supervisor.ts'

export type TextHostOptions = Partial<HostCommand> & {
  readonly card: TextCard
  readonly onNotice?: (notice: HostNotice) => void
}

/** A text model in a supervised child process. */
export type HostText = TextModel & {
  readonly card: TextCard
  /** Process id of the host now serving, undefined while there is none. */
  readonly pid: number | undefined
  /** How often the process was replaced. */
  readonly restarts: number
}

/**
 * Opens a text model in a child process, which is restarted when it dies: at most 3 times in 5 minutes; calls under way
 * are made once more. Throws AppFailure `model_broken`, `model_missing` or `host_died`.
 */
export async function openTextHost(options: TextHostOptions): Promise<HostText> {
  const { card, onNotice = (): void => undefined } = options
  const model = { kind: 'text', card, provider: 'cpu' } as const
  const host = new HostSupervisor(hostCommand(options), model, onNotice)
  await host.start()
  switch (card.kind) {
    case 'text-prior':
      return new HostedPrior(card, host)
    case 'text-boxes':
      return new HostedBoxes(card, host)
    case 'text-masks':
      return new HostedMasks(card, host)
  }
}

class HostedText {
  readonly card: TextCard
  protected readonly host: HostSupervisor

  constructor(card: TextCard, host: HostSupervisor) {
    this.card = card
    this.host = host
  }

  get pid(): number | undefined {
    return this.host.pid
  }

  get restarts(): number {
    return this.host.restarts
  }

  close(): Promise<void> {
    return this.host.close()
  }
}

class HostedPrior extends HostedText implements TextPrior {
  readonly kind = 'text-prior'

  async weigh(image: ImageSource, texts: readonly string[], options: CallOptions) {
    return (await this.host.call({ method: 'weigh', image, texts }, options)) as TextWeights
  }
}

class HostedBoxes extends HostedText implements TextBoxes {
  readonly kind = 'text-boxes'

  async findBoxes(image: ImageSource, phrases: readonly string[], options: CallOptions) {
    const call = { method: 'findBoxes', image, phrases } as const
    return (await this.host.call(call, options)) as readonly TextBox[]
  }
}

class HostedMasks extends HostedText implements TextMasks {
  readonly kind = 'text-masks'

  async findMasks(image: ImageSource, phrase: string, options: CallOptions) {
    const call = { method: 'findMasks', image, phrase } as const
    return (await this.host.call(call, options)) as readonly TextMask[]
  }
}
