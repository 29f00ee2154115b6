import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Tokenizers with a few words of the real ones, by their real ids: byte pairs as CLIP, word pieces as BERT. */

export const catId = 2368
export const dogId = 1929

const clip = {
  version: '1.0',
  added_tokens: [49406, 49407].map((id) => ({
    id,
    content: id === 49406 ? '<|startoftext|>' : '<|endoftext|>',
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'NFC' },
      { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
      { type: 'Lowercase' },
    ],
  },
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: [
      {
        type: 'Split',
        pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" },
        behavior: 'Removed',
        invert: true,
      },
      { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
    ],
  },
  post_processor: {
    type: 'RobertaProcessing',
    sep: ['<|endoftext|>', 49407],
    cls: ['<|startoftext|>', 49406],
    trim_offsets: false,
    add_prefix_space: false,
  },
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true },
  model: {
    type: 'BPE',
    unk_token: '<|endoftext|>',
    continuing_subword_prefix: '',
    end_of_word_suffix: '</w>',
    vocab: {
      a: 64,
      c: 66,
      d: 67,
      o: 78,
      't</w>': 339,
      'g</w>': 326,
      ca: 778,
      do: 829,
      'dog</w>': dogId,
      'cat</w>': catId,
      '<|startoftext|>': 49406,
      '<|endoftext|>': 49407,
    },
    merges: ['c a', 'd o', 'do g</w>', 'ca t</w>'],
  },
}

const bert = {
  version: '1.0',
  added_tokens: [
    { id: 100, content: '[UNK]' },
    { id: 101, content: '[CLS]' },
    { id: 102, content: '[SEP]' },
  ].map((token) => ({
    ...token,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [101], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [102], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: { '[UNK]': 100, '[CLS]': 101, '[SEP]': 102, '.': 1012, dog: 3899, cat: 4937 },
  },
}

/** Writes one into the folder and says where. */
export async function writeTokenizer(folder: string, kind: 'clip' | 'bert'): Promise<string> {
  const path = join(folder, `${kind}-tokenizer.json`)
  await writeFile(path, JSON.stringify(kind === 'clip' ? clip : bert))
  return path
}
