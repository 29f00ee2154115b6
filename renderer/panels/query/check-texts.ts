import type { QueryCheckRow } from '#rpc/schemas/authoring'

export const checkTitles: Readonly<Record<QueryCheckRow['check'], string>> = {
  leak: 'Leak',
  duplicate: 'Duplicate',
  language: 'Language',
  length: 'Length',
  ambiguous: 'Wording',
  blind: 'Without the picture',
  unique: 'One answer',
}

export const checkDefinitions: Readonly<Record<QueryCheckRow['check'], string>> = {
  leak: 'A query that names its target or a synonym needs no reasoning.',
  duplicate:
    'The same words as another query of the project, or 70 % of its words and pairs of words.',
  language: 'Told by the script and by common words; the project should stay in one.',
  length: 'Words, against whether it is marked as a sentence or as a short phrase.',
  ambiguous: 'Wording that often leaves open which thing is meant.',
  blind: 'An MLLM tries to answer it without the picture: where that works, nobody has to look.',
  unique: 'An MLLM looks for everything in the picture that answers it.',
}
