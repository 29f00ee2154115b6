import { Button, Select } from '@mantine/core'
import { sgdrCategories } from '#core/dataset/sgdr'
import type { SampleDetail } from '#rpc/schemas/annotation'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { attempt } from '../../state/notices.ts'
import { giveOpinion, useOpinion } from '../../state/opinion.ts'

/** Says that what is drawn now is a second opinion, and ends it. */
export function OpinionBar({ detail }: { readonly detail: SampleDetail }) {
  const category = useOpinion((state) => state.category)
  if (detail.opinion === null) return null
  return (
    <div className="opinion-bar" role="status">
      <span>
        <b>Second opinion by {detail.opinion.annotator}.</b> The accepted mask is hidden and stays
        as it is.
      </span>
      <Select
        size="xs"
        aria-label="Category as you see it"
        placeholder="category as you see it"
        clearable
        data={sgdrCategories.map(({ id, title }) => ({ value: id, label: title }))}
        value={category}
        onChange={(value) => useOpinion.setState({ category: value })}
      />
      <Button size="compact-sm" onClick={() => attempt('Giving the opinion', () => giveOpinion())}>
        Give it
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => runCommand(commandOf('opinion.give-up'))}
      >
        Give up
      </Button>
    </div>
  )
}
