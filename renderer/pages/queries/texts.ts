import type { WritingKind, WritingVerdict } from '#core/dataset/generation'

export const kindTitles: Readonly<Record<WritingKind, string>> = {
  spatial: 'Spatial query',
  'multi-step': 'Multi-step query',
  part: 'Query for a part',
  kind: 'Query for all of a kind',
  rationale: 'Rationale',
  questions: 'Question with a short answer',
}

export const kindNotes: Readonly<Record<WritingKind, string>> = {
  spatial: 'By where the target stands; only for targets with others of their kind in the image.',
  'multi-step': 'At least two steps of thought, without naming the target.',
  part: 'For masks of a part: asks by what it does for the whole.',
  kind: 'All targets of one name in an image become one mask with a query of its own.',
  rationale: 'For accepted samples without a rationale.',
  questions: 'A text model must find exactly one thing that the answer names; its mask is taken.',
}

export const verdictDefinitions: Readonly<Record<WritingVerdict, string>> = {
  good: 'The verifier found it correct, unambiguous, not trivial and without a shortcut.',
  shortcut: 'The target can be told by its own colour, size or shape, without the relation.',
  trivial: 'It can be answered without thinking.',
  ambiguous: 'Something else in the image answers it, too.',
  wrong: 'It is not answered by the target, all of it.',
  unverified: 'No MLLM was asked to verify it.',
}
