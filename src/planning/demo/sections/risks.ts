import type { Brief } from '../brief.ts'
import { inline, shorten, table } from '../safe-text.ts'
import { cite, isPrivate, isServed } from './refer.ts'

type Row = [risk: string, likelihood: string, impact: string, mitigation: string]

/** Four to eight, what this brief brings along first. */
export function writeRisks(brief: Brief): string {
  const rows = [...ofLanguage(brief), ...ofTraits(brief), ...ofBrief(brief), ...BY_KIND[brief.kind]]
  return table(['Risk', 'Likelihood', 'Impact', 'Mitigation'], rows.slice(0, brief.terse ? 2 : 6))
}

function ofLanguage({ languages, kind, words }: Brief): Row[] {
  const rows: Row[] = []
  const [main, ...others] = languages
  const poor = main.poor?.[kind]
  if (poor)
    rows.push([
      `${inline(main.name)} is an unusual choice for a ${words.noun}`,
      'High',
      'Medium',
      `${poor.charAt(0).toUpperCase()}${poor.slice(1)}; try it with one requirement in the first week`,
    ])
  if (!main.known)
    rows.push([
      `This design knows nothing particular about ${inline(main.name)}`,
      'High',
      'Medium',
      'Build R-1 alone in it first; name test runner, storage driver and packaging before the second requirement',
    ])
  if (others.some(({ known }) => known))
    rows.push([
      `${languages.length} languages, and the seam between them is where faults hide`,
      'Medium',
      'Medium',
      'One interface described by a schema, tests on both sides of it from the first day',
    ])
  return rows
}

function ofTraits(brief: Brief): Row[] {
  const { traits, apis, storage } = brief
  const rows: Row[] = []
  const [api] = apis
  if (api)
    rows.push([
      `${inline(api.name)} changes, limits or ends its service`,
      'Medium',
      'High',
      `One module knows it; a recorded set of answers runs in the tests; ${inline(api.without.split(';')[0] ?? '')}`,
    ])
  if (traits.has.has('payments'))
    rows.push([
      'A payment is taken and its order is lost, or the other way round',
      'Medium',
      'High',
      'Book on the signed notice alone; a nightly comparison with the service’s list from the first release on',
    ])
  if (traits.has.has('ai'))
    rows.push([
      'The model writes something wrong that reads well',
      'High',
      'High',
      'Mark it as the model’s, keep what it was given beside it, collect 50 cases with agreed answers and run them weekly',
    ])
  if (traits.has.has('realtime') || traits.has.has('multiplayer'))
    rows.push([
      `Two change the same thing at once${cite(brief, ({ topic, action }) => topic?.name === 'live updates' || topic?.name === 'multiplayer' || action === 'change', 2)}`,
      'High',
      'Medium',
      'A version number in each change; write the test with two clients before the first screen',
    ])
  if (traits.has.has('email'))
    rows.push([
      'Mail lands in the junk folder or goes out twice',
      'Medium',
      'Medium',
      'SPF, DKIM and DMARC before the first mail; the outbox’s unique mark; a seed address at three large hosts',
    ])
  if (traits.has.has('health') || (traits.has.has('children') && isPrivate(brief)))
    rows.push([
      'The law sets more limits than the brief names',
      'Medium',
      'High',
      'A page that lists each field, its purpose and its term, read by a lawyer before data of a real person is stored',
    ])
  if (traits.has.has('scraping'))
    rows.push([
      'A source changes its pages or forbids reading them',
      'High',
      'High',
      'Ask for permission or a feed first; a saved page a source in the tests; alarm when a run finds under half of the usual',
    ])
  if (traits.has.has('files') && isServed(brief))
    rows.push([
      'Uploads fill the disk',
      'Medium',
      'High',
      '10 MB a file and a quota a person; refuse at 90 % of the disk, say so on the health page',
    ])
  if (traits.has.has('offline') && (brief.kind === 'mobile' || isServed(brief)))
    rows.push([
      'Changes made without a network contradict each other',
      'High',
      'Medium',
      'Each change carries its time and device; the later one wins field by field, the other is kept in the history',
    ])
  if (traits.has.has('schedule') && storage.sort !== 'none')
    rows.push([
      'A job runs twice or not at all when the clock changes',
      'Medium',
      'Medium',
      'Due times in UTC, a unique mark for each run, tests on the two nights of the year',
    ])
  if (traits.has.has('teams'))
    rows.push([
      'One organisation sees another’s data',
      'Low',
      'High',
      'The organisation is part of each key and each query; a test walks all routes with two of them',
    ])
  return rows.slice(0, 4)
}

function ofBrief(brief: Brief): Row[] {
  const rows: Row[] = []
  const vague = brief.requirements.find(({ topic, said }) => topic?.quality && !/\d/.test(said))
  if (vague)
    rows.push([
      `The figure in ${vague.id} is this design’s, not the customer’s`,
      'Medium',
      'Medium',
      'Show it to whoever wrote the brief before the first week ends; change the figure, not the words',
    ])
  if (brief.left > 0)
    rows.push([
      `${brief.left} further ${brief.left === 1 ? 'statement' : 'statements'} of the brief did not fit into this design`,
      'High',
      'High',
      'Cut the brief into releases, and have a design written for each',
    ])
  if (brief.scanty)
    rows.push([
      'What is built is not what was meant: the brief is a few words long',
      'High',
      'High',
      'A sketch of R-1 on paper, shown to the customer before any code',
    ])
  const widest = brief.requirements.find(
    ({ implied, topic, said }) =>
      !implied && !topic && said.length > 60 && / and |, .*, | und | et | y /.test(said),
  )
  if (widest && !brief.scanty)
    rows.push([
      `${widest.id} holds more than one behaviour (“${inline(shorten(widest.said, 60))}”)`,
      'Medium',
      'Medium',
      'Write its test first; where that needs the word “and”, make it two requirements',
    ])
  return rows.slice(0, brief.left > 0 ? 3 : 2)
}

const BY_KIND: Record<Brief['kind'], Row[]> = {
  web: [
    [
      'One machine is one point of failure',
      'Low',
      'High',
      'Nightly backup elsewhere, restore tried monthly, set-up as one script that needs 15 minutes',
    ],
    [
      'Lists that are quick with ten entries crawl with 10,000',
      'Medium',
      'Medium',
      'Seed 10,000 in the tests from the first list on; pages of 50, an index for each order offered',
    ],
    [
      'People leave at the first form',
      'Medium',
      'High',
      'Watch five of them with the first running page, before the second one is built',
    ],
    [
      'Spam comes in through every open form',
      'Medium',
      'Medium',
      'Five posts a minute from one address and a field that people do not see, from the first public day; one button removes all of one sender',
    ],
  ],
  api: [
    [
      'A changed answer breaks clients nobody knows of',
      'Medium',
      'High',
      'A stored description of the interface; the build fails when it changes without a new version',
    ],
    [
      'Retries double what they write',
      'High',
      'High',
      'Idempotency keys on each writing route, from the first one on',
    ],
    [
      'Lists that are quick with ten entries crawl with 10,000',
      'Medium',
      'Medium',
      'Cursors instead of page numbers; 10,000 seeded rows in the tests',
    ],
    [
      'One machine is one point of failure',
      'Low',
      'High',
      'Nightly backup elsewhere, restore tried monthly, set-up as one script that needs 15 minutes',
    ],
  ],
  cli: [
    [
      'It harms files that nobody can bring back',
      'Low',
      'High',
      'Write beside and rename; `--dry-run` from the first command on; never delete without `--force`',
    ],
    [
      'File names, line ends and encodings differ between systems',
      'High',
      'Medium',
      'Build and test on Linux, macOS and Windows; samples with blanks, emoji, CRLF and Latin-1',
    ],
    [
      'Scripts come to depend on texts meant for people',
      'Medium',
      'Medium',
      '`--json` for programs, described and kept stable; the rest may change',
    ],
    [
      'It stays unused because it is hard to install',
      'Medium',
      'Medium',
      'One command to install it on each system, tried on a fresh machine before each release',
    ],
  ],
  library: [
    [
      'A public name turns out wrong and cannot be taken back',
      'High',
      'Medium',
      'Release 0.x until two programs of others use it; list exported names in a test',
    ],
    [
      'Rare input is read wrongly and nobody notices',
      'Medium',
      'High',
      'The format’s own samples, round trips of random values, fuzzing in the build',
    ],
    [
      'It becomes slow for large input',
      'Medium',
      'Medium',
      'A benchmark with 1 MB in the repository; the build compares with the last release',
    ],
    [
      'A package it depends on is abandoned or taken over',
      'Low',
      'High',
      'Two packages at most, versions locked, each one read before it is updated',
    ],
  ],
  mobile: [
    [
      'The store refuses the app',
      'Medium',
      'High',
      'Read the review rules for these uses in the first week; send in a first build early',
    ],
    [
      'Old phones run out of memory',
      'Medium',
      'Medium',
      'Test on the oldest supported one; lists load in pages',
    ],
    [
      'An update loses what people entered',
      'Low',
      'High',
      'Migrations over a copy; each old schema is kept as a sample in the tests',
    ],
    [
      'The same screen behaves differently on the two systems',
      'Medium',
      'Medium',
      'The build drives the main use on one simulator of each',
    ],
  ],
  desktop: [
    [
      'A system warns of an unsigned program',
      'High',
      'Medium',
      'Certificates ordered in the first week; signing is a step of the build',
    ],
    [
      'A crash takes work along',
      'Low',
      'High',
      'A journal of changes, written each 5 s; a test ends the process at random',
    ],
    ['Three systems, three behaviours', 'Medium', 'Medium', 'The build runs the main use on all three'],
    [
      'A document of a newer version is opened by an older one',
      'Medium',
      'Medium',
      'The version stands first in the file; an older program says so and opens it for reading only',
    ],
  ],
  game: [
    [
      'It works and is no fun',
      'High',
      'High',
      'The core of one round with grey boxes in the first week; ten people play it before any art is made',
    ],
    [
      'Frames are lost on weak machines',
      'Medium',
      'Medium',
      'A replayed session in the build, on the weakest machine at hand; a limit on things in one picture',
    ],
    [
      'Art and sound take longer than the code',
      'High',
      'Medium',
      'A list of every picture and sound with its licence; free sets first',
    ],
    [
      'A change to the rules breaks old saves',
      'Medium',
      'Medium',
      'A version in the file, a sample of each old one in the tests',
    ],
  ],
  pipeline: [
    [
      'A source changes its columns without a word',
      'High',
      'High',
      'A schema for each source; an unknown or missing column stops that source before anything is written',
    ],
    [
      'Data that came late is missing from results already read',
      'High',
      'Medium',
      'The last three days are computed anew each night; results say up to when they are whole',
    ],
    [
      'A silent half result',
      'Low',
      'High',
      'Counts compared at each step; the job fails loudly when read differs from written plus put aside',
    ],
    [
      'The amount grows past one machine',
      'Low',
      'Medium',
      'A note of rows and seconds in each run; act when a day takes an hour',
    ],
  ],
  bot: [
    [
      'The chat’s service changes its rules',
      'Medium',
      'High',
      'Commands know no chat; one module does, with recorded events in the tests',
    ],
    [
      'It answers itself or another bot without end',
      'Medium',
      'Medium',
      'Messages of bots are dropped; at most one answer a second and chat',
    ],
    [
      'It is down and nobody notices',
      'Medium',
      'Medium',
      'A heartbeat to a monitor each minute; a restart by the service manager',
    ],
    [
      'Its token leaks and somebody else speaks in its name',
      'Low',
      'High',
      'The token is read from a file, never logged; a written page says how to replace it in five minutes',
    ],
  ],
  extension: [
    [
      'Pages change and it no longer finds its place',
      'High',
      'Medium',
      'Saved pages as tests; where it finds nothing it says so and changes nothing',
    ],
    [
      'The store refuses or delays a release',
      'Medium',
      'Medium',
      'Fewest permissions, a reason for each in the listing; the build makes the package reproducibly',
    ],
    ['Two browsers, two behaviours', 'Medium', 'Low', 'The build drives the main use in both'],
    [
      'A permission it asks for makes people turn away',
      'Medium',
      'Medium',
      'Ask at the first use of what needs it, with the reason, and work without it as far as possible',
    ],
  ],
  device: [
    [
      'Parts can no longer be bought',
      'Medium',
      'High',
      'A second source for each part; drivers are one file each',
    ],
    [
      'It fails in the field and nobody can look',
      'Medium',
      'High',
      'A ring of the last 100 events in flash, read through the serial console',
    ],
    [
      'Noise on the lines looks like input',
      'High',
      'Medium',
      'Median of five readings, limits on change a second; an hour beside a running motor before the release',
    ],
    [
      'The power supply sags at the worst moment',
      'Medium',
      'Medium',
      'Brown-out reset on; settings are written twice and checked',
    ],
  ],
}
