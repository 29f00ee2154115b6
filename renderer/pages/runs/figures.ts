import type { MllmCall } from '#rpc/schemas/mllm'
import type { Run } from '#rpc/schemas/pipeline'
import { costText, countText, millisecondsText } from '../../ui/units.ts'
import { stagesTime } from './timeline.ts'
import { definitions } from './texts.ts'

export type Figure = { readonly title: string; readonly text: string; readonly definition: string }

/** What a run found and what it took, the essential first; what MLLMs took only where any was asked. */
export function figuresOf(run: Run, calls: readonly MllmCall[]): readonly Figure[] {
  const best = run.candidates.find(({ rank }) => rank === 1)
  const { spent } = run.record
  return [
    { title: 'candidates', text: `${run.candidates.length}`, definition: definitions.candidates },
    ...(best === undefined
      ? []
      : [{ title: 'best', text: best.score.toFixed(2), definition: definitions.best }]),
    { title: 'stages', text: millisecondsText(stagesTime(run)), definition: definitions.stages },
    ...(calls.length === 0
      ? []
      : [
          {
            title: 'replies',
            text: millisecondsText(calls.reduce((sum, call) => sum + call.milliseconds, 0)),
            definition: definitions.replies,
          },
        ]),
    ...(spent === undefined
      ? []
      : [
          {
            title: 'questions',
            text:
              spent.cached === 0 ? `${spent.calls}` : `${spent.calls}, ${spent.cached} used again`,
            definition: definitions.calls,
          },
          {
            title: 'tokens',
            text: `${countText(spent.input)} + ${countText(spent.output)}`,
            definition: definitions.tokens,
          },
          { title: 'cost', text: costText(spent.cost), definition: definitions.cost },
        ]),
  ]
}
