import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../tasks/programs.ts'
import { codeOf } from './code-of.ts'

/** What makes a function depend on more than its arguments, or answer later. */
const impure: readonly (readonly [string, RegExp])[] = [
  ['async', /\basync\b/],
  ['await', /\bawait\b/],
  ['Promise', /\bPromise\b/],
  ['a clock', /\bnew Date\b|\bDate\s*[.(]|\bperformance\b/],
  ['randomness', /\bMath\.random\b|\bcrypto\b/],
  ['a class', /\bclass\s+\w|\bclass\s*\{/],
  ['a timer', /\bset(Timeout|Interval|Immediate)\b/],
  ['the process', /\bprocess\./],
  ['the global object', /\bglobalThis\b/],
  ['module state', /^(export )?let\b/m],
]

const files = readdirSync(join(root, 'core'), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.ts'))

/** The file's impurities by name. */
function impuritiesOf(source: string): readonly string[] {
  const code = codeOf(source)
  return impure.filter(([, pattern]) => pattern.test(code)).map(([name]) => name)
}

test('there is a core to look at', () => expect(files.length).toBeGreaterThan(30))

test.each(files)('core/%s is pure', (name) => {
  expect(impuritiesOf(readFileSync(join(root, 'core', name), 'utf8'))).toEqual([])
})

test.each([
  ['async function f() {}', ['async']],
  ['const p = new Promise(() => 0)', ['Promise']],
  ['const t = Date.now()', ['a clock']],
  ['const t = new Date()', ['a clock']],
  ['const r = Math.random()', ['randomness']],
  ['export class A {}', ['a class']],
  ['let count = 0', ['module state']],
  ['setTimeout(f, 1)', ['a timer']],
  ['// async, a class Promise, Date.now()', []],
  ['/* Math.random() */ const a = "await a class x"', []],
  ['const s = `class ${a} async`', []],
  ['const className = 1; const dated = update(1)', []],
])('the net sees %j', (source, found) => expect(impuritiesOf(source)).toEqual(found))
