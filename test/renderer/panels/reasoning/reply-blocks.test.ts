import { describe, expect, it } from 'vitest'
import { parseReply } from '#core/prompt/parsers'
import type { ReasonRecord } from '#rpc/schemas/record'
import { answerPlaces, blocksOf } from '../../../../renderer/panels/reasoning/reply-blocks.ts'

type Reply = ReasonRecord['replies'][number]

const answer =
  '{"target": "lamb", "attributes": ["white"], "present": true, "regions": [{"rows": [4, 5], "columns": [6]}], "rationale": "small"}'
const context = { n: 9, style: 'split', shift: false, size: { width: 90, height: 90 } } as const

/** A reply as a run records it. */
function replyOf(text: string): Reply {
  const parsed = parseReply('stepwise', text, context)
  if (!parsed.ok) throw new Error(parsed.error.message)
  const { steps, mentions, repairs } = parsed.value
  return {
    turn: 'ask',
    call: 1,
    text,
    ...(structuredClone({ steps, mentions, repairs }) as unknown as Omit<
      Reply,
      'turn' | 'call' | 'text'
    >),
  }
}

const stepwise = replyOf(
  `Step 1 – Class: A lamb stands in rows 4-5 and columns 6.\n**Step 2 – Place:** It is in row 4.\n${answer}`,
)

describe('a reply in its steps', () => {
  it('has each with its title and without its heading', () => {
    const blocks = blocksOf(stepwise)
    expect(blocks.map(({ title, kind }) => `${title} ${kind}`)).toEqual([
      'Class text',
      'Place text',
      'Answer answer',
    ])
    const texts = blocks.map(({ pieces }) => pieces.map(({ text }) => text).join(''))
    expect(texts[0]).toBe('A lamb stands in rows 4-5 and columns 6.')
    expect(texts[1]).toBe('It is in row 4.')
    expect(texts[2]).toBe(answer)
  })

  it('links what names a place, and nothing else', () => {
    const linked = blocksOf(stepwise).map(({ pieces }) =>
      pieces.filter(({ place }) => place !== null).map(({ text }) => text),
    )
    expect(linked[0]).toEqual(['rows 4-5 and columns 6'])
    expect(linked[1]).toEqual(['row 4'])
    expect(linked[2]).toEqual(['{"rows": [4, 5], "columns": [6]}'])
  })

  it('a step lights up all it names; the answer’s places are the reasoning’s', () => {
    const region = { kind: 'strips', rows: [4, 5], columns: [6] }
    expect(blocksOf(stepwise)[0]?.places).toEqual([region])
    expect(answerPlaces({ replies: [stepwise] })).toEqual([region])
  })

  it('a text without steps is one block', () => {
    const plain: Reply = {
      turn: 'ask',
      call: 1,
      text: 'in row 2',
      steps: [],
      mentions: [],
      repairs: [],
    }
    expect(blocksOf(plain)).toMatchObject([{ title: '', pieces: [{ text: 'in row 2' }] }])
  })

  it('a very long step is cut, and says by how much', () => {
    const long = replyOf(`Step 1 – Class: ${'a '.repeat(8000)}end\n${answer}`)
    const [first] = blocksOf(long)
    expect(first?.pieces[0]?.text.length).toBe(6000)
    expect(first?.cut).toBe(16_003 - 6000)
  })

  it('a title that stands in the text itself takes nothing off it', () => {
    const text = 'The Place is dark.'
    const step = { title: 'Place', from: 0, to: text.length }
    const reply: Reply = { turn: 'a', call: 1, text, steps: [step], mentions: [], repairs: [] }
    expect(blocksOf(reply)[0]?.pieces[0]?.text).toBe(text)
  })
})
