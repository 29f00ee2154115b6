import { describe, expect, it } from 'vitest'
import { parseReply } from '#core/prompt/parsers'
import { formatScores } from '#core/prompt/replies/coprs-format'
import { parserIds } from '#core/prompt/reply'
import { judgementJson, problemOf, reasoningJson, split, valueOf } from './replies.ts'
import { expectSound } from './sound-reply.ts'

describe('200 kB', () => {
  const size = 200_000
  const fill = (text: string) => text.repeat(Math.ceil(size / text.length))
  const long = [
    '{¦[¦{"¦[{¦{"a":¦{"a":[¦[[[{"a":¦{"a":"¦{"a":1,¦{"a":1}¦{} ¦{\'¦"¦\\¦\\"¦{"\\¦{ ¦[ ¦{",":[¦```',
    '</think>¦<think>¦<REF_POS>¦1¦-¦rows ¦rows 1¦rows 1,¦row: ¦rows 1-¦rows 1 and ¦1,¦1 - ¦ ¦\n¦ \n',
    '*¦#¦# ¦Step 1¦Step 1\n¦Step ¦1. ¦Target: ¦Target: a\n¦Attributes: ;¦; ¦sorry ¦“¦😀',
  ]
    .flatMap((line) => line.split('¦'))
    .map((piece) => ({ name: JSON.stringify(piece), text: fill(piece) }))

  it.each(long)('of $name end at once', ({ text }) => {
    const started = performance.now()
    for (const parser of parserIds) {
      const context = { ...split, count: 5, turn: 'target-attributes' }
      expectSound(parseReply(parser, text, context), text, context)
      const tagged = `<think>${text}</think>${text}<REF_POS>`
      expectSound(parseReply(parser, tagged, context), tagged, context)
    }
    formatScores(text)
    // 16 replies of up to 400 kB; anything quadratic takes minutes.
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  it('before an answer do not hide it', () => {
    const text = `${fill('I look at row 2 and column 3. ')}\n${reasoningJson()}`
    const reply = valueOf(parseReply('stepwise', text, split))
    expect(reply.kind).toBe('regions')
    expect(reply.mentions.length).toBeLessThan(600)
  })

  it('of time grow with the text and not with its square', () => {
    const time = (text: string) => {
      const times = Array.from({ length: 7 }, () => {
        const started = performance.now()
        parseReply('stepwise', text, split)
        return performance.now() - started
      })
      return Math.min(...times)
    }
    const text = fill('{"a":[{"b":"rows 1, columns 2"}]} ')
    expect(time(text.repeat(4))).toBeLessThan(12 * Math.max(1, time(text)))
  })

  it('are read, a million characters are not', () => {
    const padded = (length: number) => judgementJson(2, { more: 'x'.repeat(length) })
    const context = { ...split, count: 2 }
    expect(parseReply('judge', padded(size), context).ok).toBe(true)
    expect(problemOf(parseReply('judge', padded(1_000_000), context))).toMatch(/more than 1000000/)
  })
})
