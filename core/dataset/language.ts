import { wordsOf } from './words.ts'

/** Scripts that one language alone uses, by its code of ISO 639-1. */
const ownScripts: readonly (readonly [code: string, script: RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['ko', /\p{Script=Hangul}/u],
  ['zh', /\p{Script=Han}/u],
  ['th', /\p{Script=Thai}/u],
  ['el', /\p{Script=Greek}/u],
  ['he', /\p{Script=Hebrew}/u],
  ['hy', /\p{Script=Armenian}/u],
  ['ka', /\p{Script=Georgian}/u],
]

/** Short words without which hardly a sentence of the language is written; those shared with another tell less. */
const stopWords: Readonly<Record<string, string>> = {
  en: 'the of and to is in that it which what who where with for are this be on from by as at can would could should if there their these or an not when how does has have you',
  de: 'der die das und ist nicht ein eine einen dem den mit fur von auf zu im was wer wo welche welcher welches sich auch wie kann konnte wird sind aus bei nach oder',
  fr: 'le la les des et est dans qui que une pour sur avec ce cette quel quelle sont pas du au aux ou par plus peut comment il elle se',
  es: 'el la los las del y es en que un una por para con se cual donde quien como esta este no su puede al son lo mas',
  it: 'il lo la gli le di che e un una per con del della nella sul si quale dove chi come questo questa non puo sono piu dei',
  pt: 'o a os as do da dos das em que um uma para com nao na no se qual onde quem como esta este por pode sao mais ao',
  nl: 'de het een en van is in dat die niet op met voor zijn te wat wie waar welke aan er om als kan deze dit naar bij',
  ru: 'и в на что с не который которая которые это по как из для где кто можно какой от у к его',
  uk: 'і в на що з не який яка які це як із для де хто можна від у до його та',
}
const stopSets = Object.entries(stopWords).map(
  ([code, words]) => [code, new Set(wordsOf(words).map(({ text }) => text))] as const,
)

/** So many stop words must speak for a language, and so many more than for any other. */
const leastHits = 2
const leastLead = 2

const latinOrCyrillic = /[\p{Script=Latin}\p{Script=Cyrillic}]/gu
const anyLetter = /\p{L}/gu

/**
 * Which language a text is in, as a code of ISO 639-1, or null where that cannot be told: by the script where one
 * language alone has it and it makes up half of the letters, else by at least two stop words, two more than of any
 * other language known here (en, de, fr, es, it, pt, nl, ru, uk). Short phrases often say too little.
 */
export function languageOf(text: string): string | null {
  const letters = text.match(anyLetter)?.length ?? 0
  if (letters === 0) return null
  const shared = text.match(latinOrCyrillic)?.length ?? 0
  return shared * 2 < letters ? languageOfScript(text, letters - shared) : languageOfWords(text)
}

function languageOfScript(text: string, letters: number): string | null {
  const found = ownScripts.find(([, script]) => script.test(text))
  if (found === undefined) return null
  const [code] = found
  // Japanese mixes its own two scripts with Chinese characters; of the others one script must do.
  const scripts = ownScripts.filter(([one]) => one === code || (code === 'ja' && one === 'zh'))
  const own = Array.from(text).filter((letter) =>
    scripts.some(([, script]) => script.test(letter)),
  ).length
  return own * 2 >= letters ? code : null
}

function languageOfWords(text: string): string | null {
  const words = new Set(wordsOf(text).map((word) => word.text))
  const hits = stopSets
    .map(([code, stops]) => ({ code, n: [...words].filter((word) => stops.has(word)).length }))
    .toSorted((a, b) => b.n - a.n)
  const [first, second] = hits
  const isTold =
    first !== undefined && first.n >= leastHits && first.n >= (second?.n ?? 0) + leastLead
  return isTold ? first.code : null
}
