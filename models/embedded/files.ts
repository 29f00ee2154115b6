/** Written by build.py: the files of the embedded segmenter. */
export const embeddedFiles = [
  {
    role: 'encoder',
    name: 'embedded-1.encoder.onnx',
    bytes: 141524,
    sha256: '1b022e470a2f4ea5dca75feb36cbf07bd6ebc1fa6f7eab29e32a671331e181fa',
  },
  {
    role: 'decoder',
    name: 'embedded-1.decoder.onnx',
    bytes: 32355,
    sha256: '6f9cace23a811410a6ba148eaf9923e24d089a4b820e7724425a954528cab7c5',
  },
] as const
