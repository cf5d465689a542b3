import { describe, expect, test } from 'bun:test'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import manifest from '../package.json' with { type: 'json' }

const root = join(import.meta.dir, '..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')

interface Source {
  name: string
  text: string
  imports: string[]
}

const sources: Source[] = [...new Bun.Glob('{src,views,tests,bench,scripts}/**/*.{ts,tsx}').scanSync(root)]
  .sort()
  .map((name) => {
    const text = read(name)
    const imports = [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^'\n]+)'/g)].map(
      (match) => match[1] ?? '',
    )
    return { name, text, imports }
  })

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const importers = (packageName: string, folder: RegExp): string[] =>
  sources
    .filter(({ name, imports }) => folder.test(name) && imports.some((it) => packageOf(it) === packageName))
    .map(({ name }) => name)

describe('what may import what', () => {
  const homes: [packageName: string, home: RegExp][] = [
    ['elysia', /^src\/(app\.ts$|routes\/)/],
    ['@elysiajs/static', /^src\/(app\.ts$|routes\/)/],
    ['openai', /^src\/models\//],
    ['eventsource-parser', /^src\/models\//],
    ['markdown-it', /^src\/markdown\//],
    ['@codemirror/legacy-modes', /^src\/markdown\//],
    ['@codemirror/streamparser', /^src\/markdown\//],
    ['node-diff3', /^src\/planning\//],
    ['diff', /^src\/planning\//],
    ['bun:sqlite', /^src\/store\//],
    ['pino', /^src\/telemetry\//],
  ]
  test.each(homes)('%s stays where it belongs', (packageName, home) => {
    const found = importers(packageName, /^(src|views)\//)
    expect(found).not.toEqual([])
    expect(found.filter((name) => !home.test(name))).toEqual([])
  })

  test('what a test can drive without a server knows nothing of routes and pages', () => {
    const inner = /^src\/(runs|sse|models|planning|markdown|store|telemetry)\//
    const outer = /^(src\/routes\/|views\/|src\/(app|main|serve|parts|open-parts)\.ts$)/
    const found = sources.filter(
      ({ name, imports }) => inner.test(name) && imports.some((it) => outer.test(join(dirname(name), it))),
    )
    expect(found.map(({ name }) => name)).toEqual([])
  })

  test('the environment is read where settings are, and handed over by main alone', () => {
    const found = sources.filter(
      ({ name, text }) => /^(src|views)\//.test(name) && /\b(process|Bun)\.env\b/.test(text),
    )
    expect(found.map(({ name }) => name).sort()).toEqual(['src/main.ts', 'src/settings.ts'])
  })

  test('imports of our own files carry their ending', () => {
    const found = sources.flatMap(({ name, imports }) =>
      imports
        .filter((it) => it.startsWith('.') && !/\.(tsx?|js|json|md|css|svg|txt)$/.test(it))
        .map((it) => `${name}: ${it}`),
    )
    expect(found).toEqual([])
  })
})

describe('packages', () => {
  const dependencies: Record<string, string> = manifest.dependencies
  const devDependencies: Record<string, string> = manifest.devDependencies

  test('are pinned exactly', () => {
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, it]) => !/^\d+\.\d+\.\d+$/.test(it),
    )
    expect(loose).toEqual([])
  })

  test('of the server are imported by the server', () => {
    // htmx runs in the browser: its files are handed out, and compared below.
    const unused = Object.keys(dependencies).filter(
      (name) => name !== 'htmx.org' && importers(name, /^(src|views)\//).length === 0,
    )
    expect(unused).toEqual([])
  })

  test('of the development are used by a test, a script or the compiler', () => {
    const elsewhere = [
      ...['package.json', 'tsconfig.json', 'scripts/test.sh', 'tests/planning/export-openspec.test.ts'],
    ]
      .map(read)
      .join('\n')
    const byProgram: Record<string, RegExp> = {
      '@biomejs/biome': /\.bin\/biome /,
      '@kitajs/ts-html-plugin': /\.bin\/xss-scan/,
      '@fission-ai/openspec': /\.bin\/openspec/,
      typescript: /\.bin\/tsc /,
      'bun-types': /"types": \["bun-types"\]/,
    }
    const unused = Object.keys(devDependencies).filter((name) => {
      const typed = name.startsWith('@types/') && name.slice('@types/'.length) in dependencies
      return !typed && !byProgram[name]?.test(elsewhere) && importers(name, /./).length === 0
    })
    expect(unused).toEqual([])
  })

  test('hand the browser htmx as it was packaged', () => {
    const vendored = [...new Bun.Glob('*.js').scanSync(join(root, 'public/vendor'))]
    const packaged = [...new Bun.Glob('node_modules/htmx.org/dist/**/*.js').scanSync(root)]
    const changed = vendored.filter((name) => {
      const source = packaged.find((it) => basename(it) === name)
      return source === undefined || read(source) !== read(`public/vendor/${name}`)
    })
    expect(vendored).toContain('htmx.min.js')
    expect(changed).toEqual([])
  })

  test('are locked without naming where they come from', () => {
    expect(read('bun.lock')).not.toContain('://')
  })

  test('mean one version of Bun everywhere', () => {
    const version = manifest.packageManager.replace('bun@', '')
    const inImage = [...read('Dockerfile').matchAll(/oven\/bun:(\S+?)-slim/g)].map((match) => match[1])
    expect({ types: devDependencies['bun-types'], inImage }).toEqual({ types: version, inImage: [version] })
  })
})

describe('the tree', () => {
  test('has at its top what a person looks for', () => {
    const names = [
      ...['src', 'public', 'views', 'tests', 'docs', 'scripts', 'README.md', 'CHANGELOG.md', 'LICENSE'],
      ...[
        'Dockerfile',
        'docker-compose.yml',
        'nginx.conf',
        'bunfig.toml',
        'package.json',
        'bun.lock',
        '.env.example',
      ],
    ]
    expect(names.filter((name) => !existsSync(join(root, name)))).toEqual([])
  })

  test.each(['scripts/start.sh', 'scripts/test.sh', '.ci/run'])('%s can be called', (name) => {
    expect(() => accessSync(join(root, name), constants.X_OK)).not.toThrow()
  })

  test('has no source file that is too long to read at once', () => {
    const long = sources
      .map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }))
      .filter(({ name, lines }) => lines > (name.startsWith('tests/') ? 1000 : 500))
    expect(long).toEqual([])
  })

  test('keeps decisions short', () => {
    const long = [...new Bun.Glob('docs/adr/*.md').scanSync(root)].filter(
      (name) => read(name).split('\n').length > 41,
    )
    expect(long).toEqual([])
  })

  test('shows in README.md only files that are there', () => {
    const links = [...read('README.md').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(
      (match) => match[1] ?? '',
    )
    expect(links.length).toBeGreaterThan(3)
    expect(links.filter((name) => !existsSync(join(root, name)))).toEqual([])
  })
})
