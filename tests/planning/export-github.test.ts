import { afterAll, describe, expect, test } from 'bun:test'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { oneLine } from '../../src/planning/export/escape.ts'
import { readExport } from '../../src/planning/export/project.ts'
import { heredoc, quoted } from '../../src/planning/export/shell.ts'
import { exportOne } from '../../src/planning/export.ts'
import { HOSTILE, SAMPLES, type Sample } from './export-projects.ts'
import { forSeeds, hostileText } from './random-text.ts'

/** Keeps what it is asked, word by word, and knows what it has made. Its folder is GH_DIR. */
const FAKE_GH = `#!/bin/sh
at=$(cat "$GH_DIR/count"); at=$((at + 1)); echo $at > "$GH_DIR/count"
if [ "$at" = "\${GH_FAIL_AT:-}" ]; then echo 'HTTP 502' >&2; exit 1; fi
for word in "$@"; do printf '%s\\0' "$word"; done > "$GH_DIR/$at.words"
case "$1 $2" in
  'issue create')
    cat > "$GH_DIR/$at.body"
    while [ $# -gt 0 ]; do if [ "$1" = --title ]; then printf '%s\\n' "$2" >> "$GH_DIR/issues"; fi; shift; done
    echo "https://github.invalid/o/r/issues/$at" ;;
  'issue list') cat "$GH_DIR/issues" ;;
  'api --paginate') cat "$GH_DIR/milestones" ;;
  'api --method') printf '%s\\n' "\${6#title=}" >> "$GH_DIR/milestones" ;;
esac
`

const folder = mkdtempSync(join(tmpdir(), 'devussy-gh-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const SHELLS = ['/bin/sh', '/bin/bash'].filter((path) => existsSync(path))

/** A clone of a repository, with a gh that makes nothing. */
function clone(name: string) {
  const place = mkdtempSync(join(folder, `${name}-`))
  const [work, gh] = [join(place, 'work'), join(place, 'gh')]
  for (const path of [work, gh, join(place, 'bin')]) mkdirSync(path)
  writeFileSync(join(place, 'bin/gh'), FAKE_GH)
  chmodSync(join(place, 'bin/gh'), 0o755)
  for (const file of ['count', 'issues', 'milestones'])
    writeFileSync(join(gh, file), file === 'count' ? '0\n' : '')
  const run = (shell: string, script: string, more: Record<string, string> = {}) =>
    Bun.spawnSync([shell, '-c', script, 'create-issues.sh'], {
      cwd: work,
      env: { PATH: `${join(place, 'bin')}:/usr/bin:/bin`, GH_DIR: gh, ...more },
      timeout: 30_000,
    })
  const calls = () =>
    Array.from({ length: Number(readFileSync(join(gh, 'count'), 'utf8')) }, (_, at) => {
      const file = join(gh, `${at + 1}`)
      return {
        words: existsSync(`${file}.words`)
          ? readFileSync(`${file}.words`, 'utf8').split('\0').slice(0, -1)
          : [],
        body: existsSync(`${file}.body`) ? readFileSync(`${file}.body`, 'utf8') : '',
      }
    })
  return { run, calls, work }
}

const scriptOf = (sample: Sample): string =>
  exportOne('github', sample)?.files.find(({ path }) => path === 'create-issues.sh')?.text ?? ''
/** The bodies that the script holds, as a person reads them in it. */
const bodiesIn = (script: string): string[] =>
  [...script.matchAll(/^issue .*<<'(\w+)'\n([\s\S]*?)\n\1$/gm)].map(([, , body]) => `${body}\n`)
const option = (words: string[], name: string): string | undefined => words[words.indexOf(name) + 1]

const hostile = SAMPLES.find(({ name }) => name.startsWith("It's")) as Sample

for (const sample of SAMPLES)
  test(`the script of “${sample.name}” makes each issue with exactly its texts, and carries out nothing of them`, () => {
    for (const shell of sample === hostile ? SHELLS : ['/bin/sh']) {
      const { run, calls, work } = clone('run')
      const { exitCode, stderr } = run(shell, scriptOf(sample))
      expect([exitCode, stderr.toString()]).toEqual([0, ''])
      expect(readdirSync(work)).toEqual([])
      const { tasks, title } = readExport(sample)
      const made = calls().filter(({ words }) => words[1] === 'create' && words[0] === 'issue')
      expect(made.map(({ words }) => option(words, '--title'))).toEqual(
        [`Overview: ${title}`, ...tasks.map(({ id, text }) => oneLine(`${id}: ${text}`))].map((text) =>
          text.length <= 240 ? text : expect.stringMatching(/…$/),
        ),
      )
      expect(made.map(({ body }) => body)).toEqual(bodiesIn(scriptOf(sample)))
      for (const [at, task] of tasks.entries()) {
        const { words = [], body = '' } = made[at + 1] ?? {}
        expect(option(words, '--milestone')).toBe(oneLine(`Phase ${task.stage.number}: ${task.stage.title}`))
        expect(words.includes('blocked')).toBe(task.state === 'blocked')
        expect(body).toContain(task.id)
        for (const need of task.needs) expect(body).toContain(`- ${need.id}: `)
      }
      expect(calls().filter(({ words }) => words[1] === 'close').length).toBe(
        tasks.filter(({ state }) => state === 'done').length,
      )
    }
  }, 60_000)

describe('the script', () => {
  test('writes the brief into the overview as it is, whatever shells make of it', () => {
    const { run, calls } = clone('brief')
    run('/bin/sh', scriptOf(hostile))
    const overview = calls().find(({ words }) => option(words, '--title')?.startsWith('Overview'))
    // A name with @ would call whoever has it; the comment is not seen.
    for (const text of HOSTILE) expect(overview?.body).toContain(text.replace('@octocat', '@<!-- -->octocat'))
    expect(overview?.body).toContain('\nEND_OF_TEXT\ntouch pwned\n')
  })

  test('makes nothing twice: a second run finds all of it', () => {
    const { run, calls } = clone('twice')
    run('/bin/sh', scriptOf(hostile))
    const before = calls().length
    expect(run('/bin/sh', scriptOf(hostile)).stdout.toString()).toBe('0 made, 11 there already.\n')
    const again = calls()
      .slice(before)
      .map(({ words }) => words.slice(0, 2).join(' '))
    expect(again).toEqual(['label create', 'label create', 'api --paginate', 'issue list'])
  })

  test('goes on where it was broken off, and ends at the first fault', () => {
    const { run, calls } = clone('broken')
    const { exitCode } = run('/bin/sh', scriptOf(hostile), { GH_FAIL_AT: '10' })
    expect(exitCode).not.toBe(0)
    expect(calls().length).toBe(10)
    run('/bin/sh', scriptOf(hostile))
    const titles = calls().flatMap(({ words }) =>
      words[1] === 'create' && words[0] === 'issue' ? [option(words, '--title')] : [],
    )
    expect(titles.length).toBe(11)
    expect(new Set(titles).size).toBe(11)
  })

  test('makes no issue where it cannot know which there are', () => {
    const { run, calls } = clone('blind')
    expect(run('/bin/sh', scriptOf(hostile), { GH_FAIL_AT: '5' }).exitCode).not.toBe(0)
    expect(calls().every(({ words }) => words[0] !== 'issue')).toBe(true)
  })
})

describe('a text for a shell', () => {
  test('comes out as it went in, as a word and as a document', async () => {
    await forSeeds(15, (random) => {
      const { run } = clone('text')
      const texts = [...HOSTILE, hostileText(random, 60)].map((text) =>
        text.toWellFormed().replaceAll('\0', ''),
      )
      for (const text of texts) {
        expect(run('/bin/sh', `printf %s ${quoted(text)}`).stdout.toString()).toBe(text)
        expect(run('/bin/sh', `cat ${heredoc(text)}\n`).stdout.toString()).toBe(`${text}\n`)
      }
    })
  }, 60_000)
})
