/** Written by export.py: the files of the embedded segmenter. */
export const embeddedFiles = [
  {
    role: 'encoder',
    name: 'embedded-2.encoder.onnx',
    bytes: 10077150,
    sha256: 'e16d7e748ed14b28b6f2d9c4cf97a30144e902b0262a8b8ff47d9d374e88a567',
  },
  {
    role: 'decoder',
    name: 'embedded-2.decoder.onnx',
    bytes: 4003532,
    sha256: 'd96ae46c816894b27add01804206d6dfc97a35a2b882b9fd66a556557bc7a8d0',
  },
] as const
