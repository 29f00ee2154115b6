import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runFlags } from '../../../../renderer/panels/record/run-flags.ts'

const emitted = [
  'region-asked',
  'region-from-text',
  'repaired',
  'vote-incomplete',
  'vote-missing',
  'judge-incomplete',
  'judge-none',
  'consistency-missing',
  'refine-missing',
  'prior-fallback',
  'no-text',
  'text-found-nothing',
  'host-restarted',
]

/** Everything below a folder of the sources, as one text. */
function sourcesOf(folder: string): string {
  const root = new URL(`../../../../${folder}/`, import.meta.url)
  return readdirSync(root)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, root), 'utf8'))
    .join('\n')
}

describe('flags of a run', () => {
  it.each(emitted)('%s is said in words, and the pipeline still has it', (name) => {
    const [flag] = runFlags([name])
    expect(flag?.title).not.toBe(name)
    expect(flag?.text).toMatch(/\.$/)
    expect(sourcesOf('electron/usecases') + sourcesOf('core/candidate')).toContain(`'${name}'`)
  })

  it('one that is not known stands for itself; none is said twice', () => {
    expect(runFlags(['odd', 'odd'])).toEqual([{ title: 'odd', text: '', isOfMllm: false }])
  })
})
