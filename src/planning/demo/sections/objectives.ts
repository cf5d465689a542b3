import type { Brief } from '../brief.ts'
import { bullets, capital, inline, shorten } from '../safe-text.ts'
import { cite, isAboutMessages, isPrivate, isServed, mainUse } from './refer.ts'

/** Three to six outcomes, each with a figure and a way to measure it. */
export function writeObjectives(brief: Brief): string {
  const { kind, traits, requirements } = brief
  const main = mainUse(brief)
  const use = inline(shorten(main.said, 80))
  const found = [`${FIRST[kind]} (${main.id}: “${use}”)`]
  const quality = requirements.find(({ topic }) => topic?.quality)
  if (quality?.topic)
    found.push(
      `**${capital(quality.topic.name)}** (${quality.id}): ${quality.topic.observable(kind)}; measured in each build, as its row under Testing says.`,
    )
  found.push(...SECOND[kind])
  if (traits.has.has('payments'))
    found.push(
      `**Books that add up**: over a month the sum of confirmed payments equals the payment service’s report to the cent; a nightly job compares and names each difference${cite(brief, ({ topic, action }) => topic?.name === 'payment' || action === 'pay')}.`,
    )
  if (traits.has.has('email'))
    found.push(
      `**Messages on time**: 99 of 100 leave within one minute of their reason; measured from the outbox’s two time stamps${cite(brief, isAboutMessages)}.`,
    )
  if (isServed(brief) && brief.storage.sort !== 'none')
    found.push(
      '**Nothing lost**: a restore from last night’s backup takes at most 15 minutes and loses at most one day; tried on the first of each month.',
    )
  if (isPrivate(brief) && traits.has.has('health'))
    found.push(
      '**Nobody’s data in the wrong hands**: no answer holds a record its reader may not see, in 1,000 random pairs of person and record; run in each build, seed printed.',
    )
  found.push(
    `**Whole**: all ${requirements.length} requirements have a passing test on the day of the first release; counted by the build from the table under Testing.`,
  )
  const most = brief.terse ? 2 : 5
  return bullets([...found.slice(0, most), ...found.slice(most).slice(-1)])
}

const FIRST: Record<Brief['kind'], string> = {
  web: '**It does its job**: four of five people who see it for the first time finish the main use within three minutes, unaided; watched with five of them before the release',
  api: '**It can be built on**: a programmer who has only the OpenAPI page makes the first successful call within ten minutes; tried with three of them',
  cli: '**It does its job**: from installing to the first right result takes at most two minutes on a fresh machine; timed on each supported system',
  library:
    '**It can be built on**: from adding the package to the first right result takes at most ten lines; counted in the README’s first example, which runs as a test',
  mobile:
    '**It does its job**: four of five people finish the main use within one minute of installing it; watched with five of them',
  desktop:
    '**It does its job**: four of five people finish the main use within three minutes of the first start; watched with five of them',
  game: '**It is played again**: six of ten testers start a second round without being asked; counted in a first test with ten people',
  pipeline:
    '**It can be relied on**: results are there by the agreed hour on 29 of 30 days; read from the runs’ lines',
  bot: '**It answers**: 95 of 100 messages get their answer within 3 s; read from the log over a week',
  extension:
    '**It does its job**: the main use takes at most two clicks on a page; counted in the browser tests',
  device:
    '**It runs by itself**: 30 days without anybody touching it; one device runs so before each release',
}

const SECOND: Record<Brief['kind'], string[]> = {
  web: [
    '**Quick to see**: the first page is readable within 1.5 s on a phone over 4G; measured by Lighthouse in the build, median of five.',
  ],
  api: [
    '**Quick to answer**: 95 of 100 calls within 200 ms with 20 clients at work; a load run of 60 s in the build.',
  ],
  cli: [
    '**Quick to start**: help is printed within 200 ms; median of 20 runs in the build.',
    '**Safe to repeat**: the second run of any command over the same input changes nothing; compared over the samples in each build.',
  ],
  library: [
    '**Correct**: nine of ten lines and every error path are covered; read from the coverage report, the build fails below.',
    '**Light**: at most two packages beside the standard library; counted in the build.',
  ],
  mobile: [
    '**Light on the phone**: at most 1 % of the battery for ten minutes of use; measured on the oldest supported phone.',
    '**Stable**: 995 of 1,000 sessions end without a crash; read from the store’s report.',
  ],
  desktop: [
    '**Light**: at most 200 MB of memory with a typical document open; measured in the build.',
    '**Quick to start**: its window can be used within 1 s; median of ten starts.',
  ],
  game: [
    '**Smooth**: 60 frames a second on a laptop five years old; measured over a recorded session in the build.',
    '**Fair**: the same seed and the same inputs give the same round; 1,000 random sessions replayed in the build.',
  ],
  pipeline: [
    '**Complete**: rows read equal rows written plus rows put aside, in every run; checked by the job itself, which fails otherwise.',
    '**Repeatable**: two runs over the same input give the same bytes; compared in each build.',
  ],
  bot: [
    '**Quiet when broken**: never more than one error message an hour in a chat; counted over a scripted outage.',
  ],
  extension: [
    '**Light on pages**: at most 50 ms are added to the loading of a page; median of ten pages in the build.',
    '**Few rights**: no permission beyond those in the table under Security; compared in the build.',
  ],
  device: [
    '**Prompt**: 999 of 1,000 inputs are answered within 20 ms; measured pin to pin.',
    '**Sparing**: the supply current stays below the figure agreed on; logged for 24 hours.',
  ],
}
