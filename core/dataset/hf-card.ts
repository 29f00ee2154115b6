/** A split of the folder: its name there, its file below the folder, and its rows. */
export type CardSplit = { readonly name: string; readonly file: string; readonly rows: number }

const about = [
  ['`image`', 'the picture, upright'],
  ['`mask`', 'rows of booleans, true where a pixel is of the target, at the size of the picture'],
  ['`text`', 'the query'],
  ['`image_id`, `ann_id`', 'ids of picture and sample, the same in every export'],
  ['`img_height`, `img_width`', 'size of the picture'],
  [
    '`ignore`',
    'COCO run lengths as JSON, pixels that count for neither side; null where there are none',
  ],
  ['`no_target`', 'nothing in the picture answers the query'],
  ['`is_sentence`', 'a sentence, or a short phrase'],
  ['`variants`', 'rephrasings of the query'],
  ['`target`, `synonyms`, `attributes`', 'what answers it is called, and what tells it apart'],
  ['`category`, `components`', 'kind of reasoning'],
  ['`split`', 'null where the sample was in none; such samples are in train'],
  ['`answer`, `rationale`', 'the answer in words, and why'],
  ['`sample_id`', 'id in the project it comes from'],
] as const

/** The dataset card of a folder for Hugging Face: what its library reads of it, then what people do. */
export function datasetCard(splits: readonly CardSplit[]): string {
  return [
    '---',
    'task_categories:',
    '- image-segmentation',
    'configs:',
    '- config_name: default',
    splits.length === 0 ? '  data_files: []' : '  data_files:',
    ...splits.flatMap(({ name, file }) => [`  - split: ${name}`, `    path: ${file}`]),
    '---',
    '',
    '# Reasoning segmentation',
    '',
    'Pictures, queries that do not name what they mean, and the masks that answer them.',
    '',
    '| split | samples |',
    '| --- | --- |',
    ...splits.map(({ name, rows }) => `| ${name} | ${rows} |`),
    '',
    '| column | holds |',
    '| --- | --- |',
    ...about.map(([name, holds]) => `| ${name} | ${holds} |`),
    '',
  ].join('\n')
}
