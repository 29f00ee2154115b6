/** Written by export.py: the files of the embedded segmenter. */
export const embeddedFiles = [
  {
    role: 'encoder',
    name: 'embedded-2.encoder.onnx',
    bytes: 10077150,
    sha256: 'e6566ea1f3062e5d701a2ebfbb4ea590f78fbbf5c1937bbcaf82c5af848e0f72',
  },
  {
    role: 'decoder',
    name: 'embedded-2.decoder.onnx',
    bytes: 4003532,
    sha256: '9c21955c53c1121b61927d2d468d14268f77add29113151100f387c0457d6fcc',
  },
] as const
