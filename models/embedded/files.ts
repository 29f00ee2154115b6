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
    bytes: 32251,
    sha256: '72c3ff7930a05457d48db5b11de4bc4d7f8877247a206a99f2e29422c41c1eec',
  },
] as const
