import { uniteAll } from '#core/mask/rle-ops'
import { sizeOfRle } from '#core/mask/mask'
import type { Rle } from '#core/mask/mask'
import type { Run } from '#rpc/schemas/pipeline'
import { editTo, pushEdits } from '../../state/session-edits.ts'
import { useSession } from '../../state/session.ts'
import { countClick } from '../../state/effort.ts'
import { hidesRanking } from '../../state/blind.ts'
import { announce, useView } from '../../state/view.ts'

type Candidate = Run['candidates'][number]

/** Takes a candidate as the answer; joined, it is added to (or taken out of) those chosen. */
export function pickCandidate(id: string, isJoined: boolean): void {
  const { chosen, run } = useSession.getState()
  const rest = chosen.filter((other) => other !== id)
  const next = isJoined ? (rest.length < chosen.length ? rest : [...chosen, id]) : [id]
  useSession.setState({ chosen: next, hovered: null })
  const candidate = run?.candidates.find((other) => other.id === id)
  if (candidate !== undefined) announce(describe(candidate, next))
}

export function pickRank(rank: number, isJoined: boolean): void {
  const candidate = useSession.getState().run?.candidates.find((other) => other.rank === rank)
  if (candidate === undefined) return
  countClick()
  pickCandidate(candidate.id, isJoined)
}

/** Chooses the one ranked next (or before), round and round; near-duplicates included. */
export function walkCandidates(step: 1 | -1): void {
  const { run, chosen } = useSession.getState()
  const ranked = inRank(run)
  if (ranked.length === 0) return
  const at = ranked.findIndex(({ id }) => id === chosen.at(-1))
  const start = at < 0 && step < 0 ? 0 : at
  const next = ranked[(start + step + ranked.length) % ranked.length]
  if (next !== undefined) pickCandidate(next.id, false)
}

export function inRank(run: Run | null): readonly Candidate[] {
  return run?.candidates.toSorted((a, b) => a.rank - b.rank) ?? []
}

/** The chosen candidates joined; null where none is. */
export function chosenMask(): Rle | null {
  const { run, chosen } = useSession.getState()
  const masks = run?.candidates.filter(({ id }) => chosen.includes(id)).map(({ rle }) => rle) ?? []
  const [first] = masks
  return first === undefined ? null : uniteAll(masks, sizeOfRle(first))
}

/** Makes the chosen candidates the mask to be corrected and hands over the brush. */
export function correctChosen(): void {
  const mask = chosenMask()
  const { run, chosen } = useSession.getState()
  if (mask !== null && run !== null) {
    const params = { run: run.id, candidates: chosen.join(' ') }
    const edit = editTo(mask, { layer: 'target', tool: 'candidate', params })
    if (edit !== null) pushEdits([edit])
  }
  useView.setState(({ overlays }) => ({
    tool: 'brush',
    layer: 'target',
    overlays: { ...overlays, mask: true },
  }))
  announce('Correcting with the brush.')
}

/** Makes the refined candidate's earlier mask the one to be corrected. */
export function takeOriginal(): void {
  const { run } = useSession.getState()
  const original = run?.record.refinement?.original
  if (run === null || original === undefined) return
  const params = { run: run.id, candidates: `${run.record.refinement?.candidate ?? ''} original` }
  const edit = editTo(original, { layer: 'target', tool: 'candidate', params })
  if (edit !== null) pushEdits([edit])
  useSession.setState({ showsOriginal: false })
  useView.setState(({ overlays }) => ({ layer: 'target', overlays: { ...overlays, mask: true } }))
  announce('The mask as it was before the correction is taken.')
}

export function unfoldTwins(id: string): void {
  useSession.setState(({ unfolded }) => ({
    unfolded: unfolded.includes(id) ? unfolded.filter((other) => other !== id) : [...unfolded, id],
  }))
}

function describe(candidate: Candidate, chosen: readonly string[]): string {
  const joined = chosen.length > 1 ? `, ${chosen.length} joined` : ''
  const { detail } = useSession.getState()
  const score = hidesRanking(detail) ? '' : `, score ${candidate.score.toFixed(2)}`
  return `Candidate ${candidate.rank}${score}${joined}`
}
