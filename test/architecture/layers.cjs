/** Who may import whom: the dependency rule of the README as dependency-cruiser rules. */
const forbid = (name, from, to) => ({ name, severity: 'error', from, to })
const only = (pkg, home) =>
  forbid(
    `${pkg} lives in ${home}`,
    { pathNot: `^(${home}|test/|node_modules/)` },
    { path: `(^|node_modules/)${pkg}(/|$)`, dependencyTypesNot: ['local'] },
  )
const inOrder = (root, folders) =>
  folders
    .slice(0, -1)
    .map((folder, i) =>
      forbid(
        `${root} order: ${folder}`,
        { path: `^${root}/${folder}(/|\\.)` },
        { path: `^${root}/(${folders.slice(i + 1).join('|')})(/|\\.)` },
      ),
    )

module.exports = {
  forbidden: [
    forbid('core is pure', { path: '^core/' }, { pathNot: '^core/' }),
    forbid('models know core', { path: '^models/' }, { path: '^(electron|renderer|test)/' }),
    forbid(
      'rpc knows core',
      { path: '^electron/rpc/' },
      { path: '^(models|renderer|test|electron/(?!rpc/))' },
    ),
    forbid(
      'ui knows core and rpc',
      { path: '^renderer/' },
      { path: '^(models|test|electron/(?!rpc/))' },
    ),
    forbid('app ignores ui', { path: '^electron/' }, { path: '^(renderer|test)/' }),
    forbid(
      'faces apart',
      { path: '^electron/(main|preload|server|cli|packaging)/' },
      { path: '^electron/(main|preload|server|cli|packaging)/', pathNot: '^electron/$1/' },
    ),
    forbid('no cycles', {}, { circular: true }),
    ...inOrder(
      'core',
      'result random geometry mask grid prompt prior candidate annotation metrics dataset'.split(
        ' ',
      ),
    ),
    ...inOrder('electron', [
      'rpc',
      'files',
      'store',
      'jobs',
      'formats',
      'usecases',
      '(server|cli|main|preload|packaging)',
    ]),
    forbid(
      'formats know no project',
      { path: '^electron/formats/' },
      { path: '^electron/(store|jobs)/' },
    ),
    only('electron', 'electron/(main|preload)/'),
    only('better-sqlite3', 'electron/store/'),
    only('kysely', 'electron/store/'),
    only('onnxruntime-node', 'models/onnx/'),
    only('undici', 'models/(download|mllm)/'),
    only('ai', 'models/mllm/'),
    only('@ai-sdk', 'models/mllm/'),
    only('yauzl', '(models/download|electron/files)/'),
    only('yazl', 'electron/files/'),
    only('saxes', 'electron/formats/'),
    only('hyparquet', 'electron/formats/'),
    only('hyparquet-writer', 'electron/formats/'),
    only('sharp', '(models/image|electron/files)/'),
    only('konva', 'renderer/canvas/'),
    only('react-konva', 'renderer/canvas/'),
    only('hono', 'electron/server/'),
    only('commander', 'electron/cli/'),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|stage|release)/' },
  },
}
