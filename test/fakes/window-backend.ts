import { applyEdit, invertEdit, type Edit } from '#core/annotation/edit'
import { emptyRle } from '#core/mask/rle'
import type { Draft, EditData, SampleDetail } from '#rpc/schemas/annotation'
import { sampleFieldsSchema } from '#rpc/schemas/project'

/** A backend behind `fetch` that keeps one sample in memory: enough for the window's state. */
export type WindowBackend = {
  readonly fetch: typeof globalThis.fetch
  readonly calls: string[]
  readonly detail: () => SampleDetail
  /** Someone else edits the sample. */
  readonly pushElsewhere: (edit: EditData) => void
  /** The next so many calls find nobody. */
  readonly goAway: (calls: number) => void
}

export const fakeSize = { width: 8, height: 6 }

export function createWindowBackend(): WindowBackend {
  const edits: EditData[] = []
  const calls: string[] = []
  let draft = emptyDraft()
  let away = 0
  const detail = () => detailOf(draft)
  const apply = (edit: Edit) => {
    const next = applyEdit({ size: fakeSize, ...draft }, edit)
    if (!next.ok) throw new Error(next.error.message)
    const { target, ignore, noTarget } = next.value
    draft = { ...draft, target, ignore, noTarget, revision: draft.revision + 1 }
  }
  const push = (edit: EditData) => {
    apply(edit)
    edits.length = draft.cursor
    edits.push(edit)
    const entry = { id: edits.length, label: 'Edit', tool: toolOf(edit), createdAt: '2026-01-01' }
    draft = {
      ...draft,
      edits: [...draft.edits.slice(0, draft.cursor), entry],
      cursor: edits.length,
    }
  }
  const answer = (method: string, params: Params): unknown => {
    if (method === 'samples.get') return detail()
    if (params.revision !== draft.revision) throw new Error('stale')
    if (method === 'edits.push') for (const edit of params.edits ?? []) push(edit)
    if (method === 'edits.undo') {
      apply(invertEdit(edits[draft.cursor - 1] as EditData))
      draft = { ...draft, cursor: draft.cursor - 1 }
    }
    if (method === 'edits.redo') {
      apply(edits[draft.cursor] as EditData)
      draft = { ...draft, cursor: draft.cursor + 1 }
    }
    return draft
  }
  const fetch = async (url: unknown, init?: { body?: unknown }) => {
    const method = String(url).replace('/api/', '')
    calls.push(method)
    if (away > 0) {
      away--
      throw new TypeError('fetch failed')
    }
    try {
      return reply({ ok: true, value: answer(method, JSON.parse(String(init?.body)) as Params) })
    } catch {
      return reply({ ok: false, error: { code: 'stale_revision', message: 'older', hint: '' } })
    }
  }
  return {
    fetch: fetch as typeof globalThis.fetch,
    calls,
    detail,
    pushElsewhere: push,
    goAway: (count) => {
      away = count
    },
  }
}

type Params = { readonly revision?: number; readonly edits?: readonly EditData[] }

function reply(body: unknown): Response {
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
}

function toolOf(edit: EditData): string {
  return edit.kind === 'mask' ? edit.tool : 'no-target'
}

function emptyDraft(): Draft {
  const nothing = emptyRle(fakeSize)
  return {
    sampleId: 1,
    revision: 0,
    target: nothing,
    ignore: nothing,
    noTarget: false,
    edits: [],
    cursor: 0,
  }
}

function detailOf(draft: Draft): SampleDetail {
  const row = {
    id: 1,
    imageId: 1,
    imageName: 'snail.jpg',
    query: 'What protects it?',
    target: 'shell',
    category: null,
    split: null,
    status: 'todo',
    noTarget: false,
    isMissing: false,
  } as const
  return {
    row,
    fields: sampleFieldsSchema.parse({ query: row.query, target: row.target }),
    image: {
      id: 1,
      name: 'snail.jpg',
      path: 'snail.jpg',
      digest: 'x',
      size: fakeSize,
      isMissing: false,
    },
    draft,
    saved: null,
    run: null,
    hint: null,
    siblings: [row],
    opinion: null,
    feedback: null,
  }
}
