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
    bytes: 29175,
    sha256: 'c628783aec625e1fb5874f6581b9f6bd8ed14215c01f06e20f851b445434d671',
  },
] as const
