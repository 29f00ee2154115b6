import { describe, expect, it } from 'vitest'
import type { LiveReply } from '../../../../renderer/state/asking.ts'
import {
  liveText,
  liveTitle,
  shownReplies,
} from '../../../../renderer/panels/reasoning/live-replies.ts'

const reply = (stage: LiveReply['stage'], number: number): LiveReply => ({
  stage,
  number,
  text: 't',
})

describe('replies while they come', () => {
  it.each([
    ['nothing yet', [], []],
    ['one', [reply('reason', 1)], ['reason 1']],
    ['a stage that is over gives way', [reply('reason', 1), reply('judge', 1)], ['judge 1']],
    ['of a vote the last two', [1, 2, 3].map((n) => reply('vote', n)), ['vote 2', 'vote 3']],
    [
      'of turns the last three',
      [1, 2, 3, 4].map((n) => reply('reason', n)),
      ['reason 2', 'reason 3', 'reason 4'],
    ],
  ])('%s', (_, replies, expected) => {
    expect(shownReplies(replies).map(({ stage, number }) => `${stage} ${number}`)).toEqual(expected)
  })

  it('of a long one its end is shown', () => {
    const { text, isCut } = liveText(`begin${'a'.repeat(5000)}end`)
    expect(isCut).toBe(true)
    expect(text).toHaveLength(4000)
    expect(text.endsWith('end')).toBe(true)
    expect(liveText('short')).toEqual({ text: 'short', isCut: false })
  })

  it('the first of a stage needs no number', () => {
    expect(liveTitle({ stage: 'vote', number: 1 })).toBe('vote')
    expect(liveTitle({ stage: 'vote', number: 3 })).toBe('vote, reply 3')
  })
})
