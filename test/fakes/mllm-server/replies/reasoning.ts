import type { Found } from './found.ts'
import { inWords, placeOf, type Place } from './places.ts'
import type { Task } from './task.ts'

type Conclusion = {
  readonly target: string
  readonly attributes: readonly string[]
  readonly places: readonly Place[]
  readonly rationale: string
}

/** What answers the query and where, as the task wants it written. */
export function reasoningReply(task: Task, found: Found): string {
  const conclusion = conclude(task, found)
  const { target, attributes, places, rationale } = conclusion
  switch (task.kind) {
    case 'coprs': {
      const place = places.length === 0 ? 'none' : places.map(inWords).join('; ')
      return `<think>${rationale}\nTarget: ${target}</think> ${place} <REF_POS>`
    }
    case 'region':
      return JSON.stringify({ present: places.length > 0, regions: places, rationale })
    default: {
      const present = places.length > 0
      const json = JSON.stringify({ target, attributes, present, regions: places, rationale })
      return task.isWordy ? `${stepsOf(task, conclusion)}\n\n${json}` : json
    }
  }
}

/** The turns that name the target and not its place. */
export function namingReply(task: Task, { query }: Found): string {
  const isThere = query !== null && query.objects.length > 0
  const target = `Target: ${isThere ? query.target : 'none'}`
  switch (task.kind) {
    case 'target':
      return target
    case 'attributes':
      return `Attributes: ${query?.attributes.join('; ') ?? ''}`
    case 'target-attributes':
      return isThere ? `${target}\nAttributes: ${query.attributes.join('; ')}` : target
    default:
      return query === null
        ? 'Nothing in the image answers this, as far as I can see.'
        : `${query.answer} ${query.rationale}`
  }
}

function conclude(task: Task, { pictures, scene, query }: Found): Conclusion {
  if (scene === null || query === null) {
    const rationale =
      scene === null ? 'I do not recognise the picture.' : 'Nothing here answers this query.'
    return { target: 'unknown', attributes: [], places: [], rationale }
  }
  const { target, attributes, objects } = query
  const places = objects.flatMap((object) => placeOf(object, pictures, task.style) ?? [])
  const rationale =
    objects.length > 0 && places.length === 0
      ? 'It is there, but I see no numbers that would say where.'
      : query.rationale
  return { target, attributes, places, rationale }
}

function stepsOf(task: Task, { target, attributes, places, rationale }: Conclusion): string {
  const where = places.length === 0 ? 'Nowhere.' : `In ${places.map(inWords).join(', and in ')}.`
  const heads = [...task.text.matchAll(/^Step (\d) – (\w+):/gm)]
  const said: Readonly<Record<string, string>> = {
    Class: `The query asks for ${target}.`,
    Attributes: attributes.join(', ') || 'None.',
    Place: where,
    Rationale: rationale,
    Cues: `There is ${target}, ${attributes.join(', ')}.`,
    Analysis: rationale,
  }
  return heads
    .map(([, number, name = '']) => `Step ${number} – ${name}: ${said[name] ?? rationale}`)
    .join('\n')
}
