/** What a flag of a run means. */
export type RunFlag = {
  readonly title: string
  readonly text: string
  /** It is about what an MLLM said, or did not. */
  readonly isOfMllm: boolean
}

const flags: Readonly<Record<string, RunFlag>> = {
  'region-asked': {
    title: 'Asked where',
    text: 'The prompt set names no place, so one more question asked for rows and columns.',
    isOfMllm: true,
  },
  'region-from-text': {
    title: 'Place by its words',
    text: 'The prompt set names no place, so a model that reads words showed where the target is.',
    isOfMllm: false,
  },
  repaired: {
    title: 'Asked twice',
    text: 'A reply could not be read and was asked for once more, saying what was wrong.',
    isOfMllm: true,
  },
  'vote-incomplete': {
    title: 'Vote incomplete',
    text: 'Replies of the vote could not be read and are left out.',
    isOfMllm: true,
  },
  'vote-missing': {
    title: 'No vote',
    text: 'No reply of the vote could be read: the prior goes without it.',
    isOfMllm: true,
  },
  'judge-incomplete': {
    title: 'Judge incomplete',
    text: 'A group of masks was not judged, so the geometric score has a say in the ranking.',
    isOfMllm: true,
  },
  'judge-none': {
    title: 'None fits',
    text: 'By most of the judge’s answers none of these masks shows the target.',
    isOfMllm: true,
  },
  'consistency-missing': {
    title: 'Reasoning not checked',
    text: 'The check of the reasoning got no reply that could be read.',
    isOfMllm: true,
  },
  'refine-missing': {
    title: 'Not corrected',
    text: 'The correction got no reply that could be read; the mask is as it was.',
    isOfMllm: true,
  },
  'prior-fallback': {
    title: 'Prior fell back',
    text: 'The sources of the prior left nothing in common, so the region alone counts.',
    isOfMllm: false,
  },
  'no-text': {
    title: 'No words',
    text: 'The target has no name, so models that read words were not asked.',
    isOfMllm: false,
  },
  'text-found-nothing': {
    title: 'Words found nothing',
    text: 'The models that read words found nothing for them in the picture.',
    isOfMllm: false,
  },
  'host-restarted': {
    title: 'Restarted',
    text: 'The model host was restarted during this run.',
    isOfMllm: false,
  },
}

/** The flags in words; one that is not known stands for itself. */
export function runFlags(names: readonly string[]): readonly RunFlag[] {
  return [...new Set(names)].map(
    (name) => flags[name] ?? { title: name, text: '', isOfMllm: false },
  )
}
