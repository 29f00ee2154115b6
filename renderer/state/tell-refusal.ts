import { notify } from './notices.ts'
import type { PromptRefusal } from './prompt-limits.ts'
import { announce, openDialog } from './view.ts'

/** Says what the segmenter cannot be asked, rather than leaving it out in silence, and offers what helps. */
export function tellRefusal(refusal: PromptRefusal, forgetClicks: () => void): void {
  announce(refusal.reason)
  notify({
    level: 'info',
    title: refusal.reason,
    hint: refusal.hint,
    action:
      refusal.mend === 'forget-clicks'
        ? { label: 'Forget the clicks', run: forgetClicks }
        : { label: 'Choose a segmenter', run: () => openDialog('segmenter') },
  })
}
