import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  pictureWords,
  previewOf,
  readWording,
  spanOfLine,
  withVersion,
  type PreviewSubject,
} from '../../../../renderer/pages/mllm/wording.ts'

const shipped = (id: string) =>
  readFileSync(new URL(`../../../../resources/prompts/${id}.md`, import.meta.url), 'utf8')
const text = shipped('rsvp-a')

describe('a wording being written', () => {
  it('is read as the set it belongs to', () => {
    expect(readWording(text, 'rsvp-a')).toMatchObject({ ok: true, set: { id: 'rsvp-a' } })
  })

  it.each([
    ['an unknown placeholder', text.replace('{{query}}', '{{qery}}'), /qery/, '{{qery}}'],
    ['an open placeholder', text.replace('{{query}}', '{{query'), /without/, '{{query'],
    [
      'a version that is none',
      text.replace('version: 1', 'version: one'),
      /version/,
      'version: one',
    ],
    ['another id', text.replace('id: rsvp-a', 'id: mine'), /mine/, 'id: mine'],
  ])('%s is said with its line', (_, wrong, message, place) => {
    const read = readWording(wrong, 'rsvp-a')
    expect(read).toMatchObject({ ok: false, problem: { message: expect.stringMatching(message) } })
    const line = read.ok ? null : read.problem.line
    const [from, to] = spanOfLine(wrong, line!)
    expect(wrong.slice(from, to)).toContain(place)
  })

  it('a part that is missing for a style is said, too', () => {
    const read = readWording(
      text.replace('# part: pictures, grid', '# part: other, grid'),
      'rsvp-a',
    )
    expect(read.ok).toBe(false)
  })

  it.each([
    ['version: 1\ntext', 'version: 2\ntext'],
    ['id: a\nversion: 17\nversion: 1', 'id: a\nversion: 2\nversion: 1'],
    ['no head', 'no head'],
  ])('%j with version 2 is %j', (before, after) => {
    expect(withVersion(before, 2)).toBe(after)
  })
})

describe('what would be sent', () => {
  const subject: PreviewSubject = {
    query: 'What is dry?',
    target: 'umbrella',
    attributes: ['red', 'open'],
    rationale: '',
    grid: { n: 9, style: 'split', shift: true },
  }

  it('holds the sample’s words and the grid’s numbers', () => {
    const read = readWording(text, 'rsvp-a')
    const preview = read.ok ? previewOf(read.set, 'ask', subject) : null
    expect(preview).toMatchObject({ ok: true, pictures: pictureWords('grid', subject.grid) })
    const sent = preview?.ok === true ? preview.text : ''
    expect(sent).toContain('What is dry?')
    expect(sent).toContain('10 rows')
    expect(sent).not.toContain('{{')
  })

  it('names in ‹› what only replies will tell', () => {
    const read = readWording(shipped('repair'), 'repair')
    const preview = read.ok ? previewOf(read.set, 'ask', subject) : null
    expect(preview?.ok === true ? preview.text : '').toContain('‹what was wrong with the reply›')
  })

  it('a turn there is not is said', () => {
    const read = readWording(text, 'rsvp-a')
    expect(read.ok && previewOf(read.set, 'nowhere', subject).ok).toBe(false)
  })

  it.each(['none', 'bare', 'masks', 'outlines', 'grid', 'grid-mask'] as const)(
    'pictures of kind %s have words of their own',
    (kind) => {
      const words = pictureWords(kind, { style: 'grid' })
      expect(words).toMatch(/picture/)
    },
  )
})
