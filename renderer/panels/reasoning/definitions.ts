/** What each setting of the pipeline means, shown on hover. */
export const definitions = {
  reasoner:
    'Who says where the target is when many samples are worked through. On an open sample both can: mark and propose, or ask.',
  reasonProfile: 'The MLLM that reads the gridded picture and the query.',
  prompts:
    'The wording it is asked by, and the form its reply has. Each can be changed for this project.',
  variant: 'Which of the set’s questions are asked, one after the other.',
  distil:
    'What of the reasoning goes on: its words, to models that read them; its place, to the segmenter; or both (RSVP, table 5).',
  priorSources: 'Where the target is expected: weights on a 32 × 32 grid, multiplied.',
  densities: 'Strips a side of the grids that are asked about, such as 5, 9, 13.',
  withShift: 'Each of them also with its lines moved by half a strip: twice as many questions.',
  samples: 'Replies to each grid. More than one are drawn at a temperature of their own.',
  voteTemperature: 'Of several replies to the same grid: 0 gives the same reply again and again.',
  judge:
    'Who scores the candidates. Geometric: our own terms, no MLLM. MLLM: it looks at the masks. Blend: both, by weight.',
  judgeProfile: 'The MLLM that looks at the masks; also for the checks below.',
  view: 'Masks: the picture, then a black and white picture a mask, as in the paper. Outlines: numbered in one picture, fewer tokens.',
  cot: 'It goes through the masks in words before it scores: slower, and mostly better.',
  rounds: 'Shuffles of the candidates that are scored and averaged, at most.',
  seed: 'Of the shuffles: the same seed deals out the same groups.',
  groupSize: 'Masks that are judged together. The paper’s is 5.',
  blend: 'The judge’s share of the score; the geometric score has the rest.',
  askNone: 'It may also say that none of the masks fits; that is flagged.',
  stopEarly: 'No further round once the ranking does not change any more.',
  consistency:
    'The judge’s MLLM also scores the reasoning itself: logic, relevance, what it says of the picture, where it points (CoPRS).',
  refine:
    'The judge’s MLLM looks at the first mask and says what it lacks or has too much, in rows and columns. That becomes points for one more decode, kept only where the segmenter’s own estimate rises.',
  costPerRun:
    'A question that could bring a run beyond this is not asked. In the currency of the profiles’ prices.',
  tokensPerRun: 'Sent and received together. A question that could go beyond it is not asked.',
  costPerProject: 'All runs of this project together, from its first.',
  style:
    'split: rows and columns on two pictures; grid: numbered cells on one; none: the bare picture',
  shift:
    'The lines are moved by half a strip, so that there is one strip more, those at the ends half wide.',
} as const

/** What the numbers of a reasoning mean. */
export const measures = {
  agreement:
    'How much the replies name the same places, 0 to 1: the mean over all pairs of shared weight by joint weight. 1: all alike.',
  absent: 'Replies that say that nothing in the image answers the query.',
  consistency:
    'How well the reasoning hangs together, 0 to 1, by the judge’s MLLM (CoPRS §4.3): the weighted mean of its four parts.',
  logic: 'Do its steps follow from one another? Weight 0.3.',
  relevance: 'Does it answer this query? Weight 0.2.',
  visual: 'Is what it says of the picture to be seen there? Weight 0.3.',
  localisation: 'Does the place it names hold the target? Weight 0.2.',
  formatPaper:
    'CoPRS’s format score by the paper’s rule (appendix B.2): 1 for one thinking and one token in order; 0.9 where it is untidy; else 0.',
  formatCode:
    'The same by the released code: text after the token is not looked at, over ten words before it are.',
} as const
