import type { MllmState, MllmTest, Spending } from '#rpc/schemas/mllm'
import { costText, countText, millisecondsText } from '../../ui/units.ts'

export type Tone = 'good' | 'bad' | 'soft' | 'plain'

/** Whether a profile can be asked, in a few words. */
export function placeMark({ isRemote, isAllowed }: Pick<MllmState, 'isRemote' | 'isAllowed'>): {
  readonly text: string
  readonly tone: Tone
  readonly definition: string
} {
  if (!isRemote)
    return {
      text: 'this computer',
      tone: 'good',
      definition: 'Its address is this computer’s own: nothing leaves it.',
    }
  return isAllowed
    ? {
        text: 'allowed',
        tone: 'plain',
        definition: 'On another machine. You agreed that pictures and queries may go there.',
      }
    : {
        text: 'not allowed yet',
        tone: 'soft',
        definition:
          'On another machine. Before anything goes there you are asked, the first time it is used.',
      }
}

/** Where the key was found; `needs`: its host will hardly answer without one. */
export function keyText({
  profile,
  key,
  isRemote,
}: Pick<MllmState, 'profile' | 'key' | 'isRemote'>): {
  readonly text: string
  readonly tone: Tone
} {
  if (key === 'variable')
    return { text: `from the variable ${profile.keyVariable ?? ''}`, tone: 'good' }
  if (key === 'store') return { text: 'kept, encrypted by this system', tone: 'good' }
  if (key === 'memory') return { text: 'kept until the program ends', tone: 'good' }
  return isRemote ? { text: 'missing', tone: 'bad' } : { text: 'none', tone: 'soft' }
}

/** `812 ms · 1,204 + 6 tokens`. */
export function testFacts({
  milliseconds,
  tokens,
}: Pick<MllmTest, 'milliseconds' | 'tokens'>): string {
  const { input, output } = tokens
  const counted =
    input === null && output === null
      ? 'tokens not counted'
      : `${countText(input)} + ${countText(output)} tokens`
  return `${millisecondsText(milliseconds)} · ${counted}`
}

/** What a project has spent, each with its definition. */
export function spendingRows(
  spending: Spending,
): readonly { readonly title: string; readonly text: string; readonly definition: string }[] {
  return [
    {
      title: 'questions',
      text: countText(spending.calls),
      definition:
        'Everything MLLMs were asked for this project, failures and replies that were used again included.',
    },
    {
      title: 'used again',
      text: countText(spending.cached),
      definition:
        'Questions answered by a reply that was kept: same words, pictures, model and settings. They cost nothing.',
    },
    {
      title: 'tokens sent',
      text: countText(spending.input),
      definition: 'As the hosts counted them; pictures count, too. A host that counts none adds 0.',
    },
    {
      title: 'tokens received',
      text: countText(spending.output),
      definition: 'As the hosts counted them. A host that counts none adds 0.',
    },
    {
      title: 'cost',
      text: costText(spending.cost),
      definition:
        'Tokens times the prices of the profiles at that time, in their currency. Where a profile has no price this is too low: the host’s bill is what counts.',
    },
  ]
}

/** Words of the form, shown on hover. */
export const definitions = {
  name: 'What you call it, here and on the command line. Neither @ nor : may be in it.',
  dialect:
    'How the server is spoken to: the protocol of OpenAI, which most servers understand, Anthropic’s or Gemini’s.',
  url: 'The server’s address without the method’s own path, such as http://127.0.0.1:11434/v1. Never a name, password or key.',
  model: 'The model’s name as the server knows it. It has to see pictures.',
  imageSide:
    'Longest side of the pictures sent, in pixels. Larger: finer numbers and lines, more tokens. The paper’s is 1000.',
  imageDetail: 'How closely the host looks at them, where its protocol has a word for that.',
  temperature:
    '0: always the likeliest word, so that a question has one answer. Votes with several samples use their own.',
  maxTokens: 'Of one reply. A reply that is cut off there cannot be read.',
  timeoutSeconds: 'From the question to the last word of the reply, each try.',
  retries:
    'Tries after the first one, where another may help: the server is busy, away, or broke off. What it says about waiting is kept to.',
  concurrency: 'Questions under way at once.',
  perMinute: 'Questions a minute at most. Empty: as many as there are.',
  input: 'Price of a million tokens sent, in your currency. 0: not counted.',
  output: 'Price of a million tokens received, in your currency. 0: not counted.',
  keyVariable:
    'Name of the environment variable that holds the key. It goes before a key typed in here, and is read where the program was started.',
  key: 'Sent to this server alone and never shown again; it is in no project, no export and no log.',
} as const
