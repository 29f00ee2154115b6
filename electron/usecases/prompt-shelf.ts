import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parsePromptFile } from '#core/prompt/prompt-file'
import type { PromptSet } from '#core/prompt/prompt-set'
import { findPlaces } from '#electron/files/places'
import type { ReadDb } from '#electron/store/database'
import { getSetting, putSetting } from '#electron/store/settings'
import { failure, unwrap } from '#models/failure'
import type { PromptEntry } from '#rpc/schemas/prompts'
import type { OpenProject } from './open-project.ts'

/** Prompt sets by id: the project's own wording where it has one, else that of the file that ships. */
export type PromptShelf = {
  /** Throws AppFailure `not_found`, or `bad_input` for one that cannot be read. */
  get(id: string): Promise<{ readonly set: PromptSet; readonly isOwn: boolean }>
}

export function openPromptShelf(db: ReadDb): PromptShelf {
  return {
    async get(id) {
      const own = await ownText(db, id)
      const text = own ?? (await shippedText(id))
      return { set: unwrap(parsePromptFile(text, fileOf(id))), isOwn: own !== null }
    },
  }
}

/** All of them, with both wordings, so that a window can show how they differ. */
export async function listPrompts(db: ReadDb | null): Promise<PromptEntry[]> {
  const ids = await shippedIds()
  return Promise.all(
    ids.map(async (id) => {
      const shipped = await shippedText(id)
      const own = db === null ? null : await ownText(db, id)
      const parsed = parsePromptFile(own ?? shipped, fileOf(id))
      const { title, description, version, parser, variants } = parsed.ok
        ? parsed.value
        : unwrap(parsePromptFile(shipped, fileOf(id)))
      return {
        id,
        title,
        description,
        version,
        parser,
        variants: variants.map(({ name }) => name),
        shipped,
        own,
        problem: parsed.ok ? null : parsed.error.message,
      }
    }),
  )
}

/** The project's own wording; null goes back to the one that ships. Throws AppFailure `bad_input`, `not_found`. */
export async function savePrompt(
  project: OpenProject,
  id: string,
  text: string | null,
): Promise<PromptEntry[]> {
  await shippedText(id)
  if (text !== null) {
    const set = unwrap(parsePromptFile(text, fileOf(id)))
    if (set.id !== id)
      throw failure('bad_input', `The set calls itself ${set.id}.`, `Leave its id as ${id}.`)
  }
  await putSetting(project.writer(), keyOf(id), text)
  return listPrompts(project.db)
}

const keyOf = (id: string): string => `prompts/${id}`
const fileOf = (id: string): string => `${id}.md`

async function ownText(db: ReadDb, id: string): Promise<string | null> {
  const kept = await getSetting(db, keyOf(id))
  return typeof kept === 'string' ? kept : null
}

async function shippedIds(): Promise<readonly string[]> {
  const names = await readdir(findPlaces().prompts)
  const files = names.filter((name) => name.endsWith('.md') && name !== 'README.md')
  return files.map((name) => basename(name, '.md')).toSorted((a, b) => (a < b ? -1 : 1))
}

async function shippedText(id: string): Promise<string> {
  const ids = await shippedIds()
  if (!ids.includes(id))
    throw failure('not_found', `There is no prompt set ${id}.`, `Known: ${ids.join(', ')}.`)
  return readFile(join(findPlaces().prompts, fileOf(id)), 'utf8')
}
