import { InvalidArgumentError, type Command } from 'commander'
import { failure } from '#models/failure'
import type { Params } from '#rpc/contract'
import type { MllmState } from '#rpc/schemas/mllm'
import { openLocal, type Client } from './client.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

type MllmOptions = CommonOptions & {
  readonly list?: boolean
  readonly add?: string
  readonly dialect?: Params<'mllm.save'>['profile']['dialect']
  readonly url?: string
  readonly model?: string
  readonly keyEnv?: string
  readonly allowHost?: boolean
  readonly price?: readonly [number, number]
  readonly test?: string
  readonly remove?: string
}

export function addMllm(program: Command): void {
  program
    .command('mllm')
    .description('profiles of multimodal LLMs; keys come from a variable, never from an argument')
    .option('--list', 'every profile, with what it still needs')
    .option('--add <name>', 'add or change a profile')
    .option('--dialect <dialect>', 'openai (also vLLM, Ollama, LM Studio…), anthropic or gemini')
    .option('--url <address>', 'such as http://127.0.0.1:11434/v1')
    .option('--model <name>', 'as the host calls it')
    .option('--key-env <variable>', 'variable of the environment that holds the key')
    .option('--allow-host', 'agree that pictures and queries are sent to this other machine')
    .option('--price <input,output>', 'of a million tokens each', parsePrice)
    .option('--test <name>', 'show it a small picture')
    .option('--remove <name>', 'forget a profile')
    .option('--json', 'print one JSON document')
    .action(reporting(run))
}

async function run(options: MllmOptions): Promise<Outcome> {
  const client = openLocal()
  try {
    if (options.add !== undefined) return listed(await add(client, options.add, options))
    if (options.remove !== undefined)
      return listed(await client.call('mllm.remove', { name: options.remove }))
    if (options.test !== undefined) return await test(client, options.test)
    return listed(await client.call('mllm.list', {}))
  } finally {
    await client.close()
  }
}

/** What is not said stays as it was. */
async function add(client: Client, name: string, options: MllmOptions): Promise<MllmState[]> {
  const known = (await client.call('mllm.list', {})).find(({ profile }) => profile.name === name)
  const dialect = options.dialect ?? known?.profile.dialect
  const url = options.url ?? known?.profile.url
  const model = options.model ?? known?.profile.model
  if (dialect === undefined || url === undefined || model === undefined)
    throw failure(
      'wrong_usage',
      'A profile needs a dialect, an address and a model.',
      'Add --dialect, --url and --model.',
    )
  const states = await client.call('mllm.save', {
    profile: {
      ...known?.profile,
      name,
      dialect,
      url,
      model,
      ...(options.keyEnv === undefined ? {} : { keyVariable: options.keyEnv }),
      ...(options.price === undefined
        ? {}
        : { cost: { input: options.price[0], output: options.price[1] } }),
    },
    was: known === undefined ? null : name,
  })
  return options.allowHost === true ? client.call('mllm.allow', { name, isAllowed: true }) : states
}

async function test(client: Client, name: string): Promise<Outcome> {
  const found = await client.call('mllm.test', { name })
  const { text, isRight, milliseconds, tokens } = found
  const verdict = isRight ? 'It sees the picture.' : 'It did not name what the picture shows.'
  const counted = `${tokens.input ?? '?'} tokens in, ${tokens.output ?? '?'} out`
  return {
    json: found,
    text: `${verdict}\n“${text.trim()}” (${Math.round(milliseconds)} ms, ${counted})`,
  }
}

function listed(states: readonly MllmState[]): Outcome {
  const rows = states.map(({ profile, isRemote, isAllowed, key }) => [
    profile.name,
    profile.dialect,
    profile.model,
    profile.url,
    key ?? (profile.keyVariable === null ? 'none' : `${profile.keyVariable} is not set`),
    isRemote ? (isAllowed ? 'allowed' : 'not allowed') : 'this machine',
  ])
  const head = ['name', 'dialect', 'model', 'address', 'key', 'host']
  const text = rows.length === 0 ? 'No profile yet: mllm --add NAME …' : table(head, rows)
  return { json: states, text }
}

function parsePrice(text: string): readonly [number, number] {
  const [input = NaN, output = NaN, ...more] = text.split(',').map(Number)
  if (input >= 0 && output >= 0 && more.length === 0) return [input, output]
  throw new InvalidArgumentError('Prices are two numbers, such as 2.5,10.')
}
