import { Button } from '@mantine/core'
import { placeInWords } from '#core/prompt/place'
import type { SampleDetail } from '#rpc/schemas/annotation'
import type { Run } from '#rpc/schemas/pipeline'
import { CommandKey } from '../../app/CommandKey.tsx'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useApp } from '../../state/app.ts'
import { editFields } from '../../state/session-fields.ts'
import { announce } from '../../state/view.ts'
import { PlaceMark } from './PlaceMark.tsx'

type Props = { readonly run: Run; readonly detail: SampleDetail }

/** What was read out of the replies: the target, how it looks, where it is and why; or that there is none. */
export function Conclusion({ run, detail }: Props) {
  const { reasoning } = run
  if (reasoning.kind === 'absent') return <Absent rationale={reasoning.rationale} />
  const grid = run.record.reason?.grid ?? run.settings.grid
  const whole = { ...grid, size: detail.image.size }
  return (
    <div className="conclusion">
      <p>
        Target <b>{reasoning.target === '' ? 'without a name' : reasoning.target}</b>
        {reasoning.attributes.length === 0 ? null : `: ${reasoning.attributes.join(', ')}`}
      </p>
      <p>
        {reasoning.regions.map((region, i) => (
          <span key={i}>
            {i === 0 ? 'In ' : '; '}
            <PlaceMark place={{ id: `${run.id} region ${i}`, regions: [region], grid }}>
              {placeInWords([region], whole)}
            </PlaceMark>
          </span>
        ))}
      </p>
      {reasoning.rationale === '' ? null : <p className="soft">{reasoning.rationale}</p>}
      <TakeOver reasoning={reasoning} detail={detail} />
    </div>
  )
}

type TakeProps = {
  readonly reasoning: Extract<Run['reasoning'], { kind: 'regions' }>
  readonly detail: SampleDetail
}

/** Makes the MLLM's words the sample's own, where they are not yet. */
function TakeOver({ reasoning, detail }: TakeProps) {
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  const { target, attributes, rationale } = reasoning
  const { fields } = detail
  const isTaken =
    (target === '' || fields.target === target) &&
    (rationale === '' || fields.rationale === rationale) &&
    attributes.every((one) => fields.attributes.includes(one))
  if (isReadOnly || isTaken) return null
  const take = () => {
    editFields({
      ...(target === '' ? {} : { target }),
      ...(attributes.length === 0 ? {} : { attributes: [...attributes] }),
      ...(rationale === '' ? {} : { rationale }),
    })
    announce('Target, attributes and rationale are the sample’s own now.')
  }
  return (
    <div>
      <Button
        size="compact-xs"
        variant="default"
        title="Target, attributes and rationale become those of the sample"
        onClick={take}
      >
        Keep these words with the sample
      </Button>
    </div>
  )
}

function Absent({ rationale }: { readonly rationale: string }) {
  const noTarget = commandOf('answer.no-target')
  return (
    <div className="conclusion absent">
      <p>
        <b>It says that nothing in the image answers the query.</b>
      </p>
      {rationale === '' ? null : <p>{rationale}</p>}
      <div className="section-actions">
        <Button
          size="xs"
          title={noTarget.hint}
          rightSection={<CommandKey name={noTarget.keys[0]} />}
          onClick={() => runCommand(noTarget)}
        >
          No target
        </Button>
        <Button size="xs" variant="default" onClick={() => runCommand(commandOf('tool.region'))}>
          Mark it myself
        </Button>
      </div>
    </div>
  )
}
