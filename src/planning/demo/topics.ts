import type { Kind } from './kinds.ts'
import { wholeWords } from './safe-text.ts'

/** Qualities and features that briefs name without saying when they are met: what can be observed, and the test. */
export interface Topic {
  name: string
  pattern: RegExp
  /** A clause that ends the requirement's sentence. */
  observable(kind: Kind): string
  test(kind: Kind): string
  /** It is met by a figure. */
  quality?: boolean
}

const always = (text: string) => () => text

const SPEED: Partial<Record<Kind, [string, string]>> = {
  cli: [
    '1,000 inputs are done within 10 s on a laptop of four cores',
    'Time a run over 1,000 generated inputs on the build machine; fail above 10 s.',
  ],
  library: [
    '1 MB of typical input takes at most 200 ms on one core',
    'Benchmark with 1 MB of recorded input, median of 20 runs; fail above 200 ms.',
  ],
  game: [
    '60 frames a second on a five-year-old laptop, 99 of 100 frames within 16.7 ms',
    'Replay a recorded session of two minutes; fail when more than 1 of 100 frames takes over 16.7 ms.',
  ],
  pipeline: [
    'one day of input is done within 15 minutes on one machine',
    'Run one generated day of input on the build machine; fail above 15 minutes.',
  ],
  mobile: [
    'the first screen can be used 1.5 s after the tap, on a phone four years old',
    'Cold-start the app ten times on the oldest supported device; fail when the median is above 1.5 s.',
  ],
  desktop: [
    'the window can be used 1 s after the start',
    'Start it ten times on the build machine; fail when the median is above 1 s.',
  ],
  device: [
    'an input is answered within 20 ms',
    'Measure pin to pin with a logic analyser, 1,000 times; fail above 20 ms.',
  ],
}
const SERVER_SPEED: [string, string] = [
  '95 of 100 requests are answered within 300 ms while 20 clients are at work, on one small server',
  'Load run: 20 clients for 60 s against seeded data; fail when the 95th percentile is above 300 ms.',
]

export const TOPICS: Topic[] = [
  {
    name: 'speed',
    quality: true,
    pattern: wholeWords(
      'fast|quick(?:ly)?|high[- ]performance|performant|snappy|low latency|speedy|blazing(?:ly)?',
    ),
    observable: (kind) => (SPEED[kind] ?? SERVER_SPEED)[0],
    test: (kind) => (SPEED[kind] ?? SERVER_SPEED)[1],
  },
  {
    name: 'frame rate',
    quality: true,
    pattern: /\b\d+ ?(?:fps|frames? (?:a|per) second|hz)\b/i,
    observable: always('at most 1 of 100 frames comes late in two minutes of play'),
    test: always('Replay a recorded session of two minutes; count the late frames, fail above 1 of 100.'),
  },
  {
    name: 'ease of use',
    quality: true,
    pattern: wholeWords(
      'easy(?: to (?:use|learn|understand))?|user[- ]friendly|intuitive|simple(?: to use)?',
    ),
    observable: (kind) =>
      kind === 'library'
        ? 'the first example in the README works as copied, in at most ten lines'
        : 'four of five people who have never seen it finish the main use within five minutes, unaided',
    test: (kind) =>
      kind === 'library'
        ? 'The README’s examples are extracted and run as tests.'
        : 'Watch five newcomers before the first release; count who finishes the main use within five minutes.',
  },
  {
    name: 'scale',
    quality: true,
    pattern: wholeWords('scal(?:e|es|able|ability|ing)|high load|millions? of \\p{L}+'),
    observable: always('ten times the expected load needs no change of the code, only of the machine'),
    test: always(
      'Load run at ten times the assumed number of users against seeded data; record what saturates first.',
    ),
  },
  {
    name: 'reliability',
    quality: true,
    pattern: wholeWords(
      'reliable|reliability|robust|high(?:ly)? availab\\p{L}*|fault[- ]tolerant|never (?:lose|loses) \\p{L}+|no data loss',
    ),
    observable: always(
      'killed at any moment it loses nothing that was confirmed, and works again within 10 s',
    ),
    test: always(
      'Kill the process 50 times at random moments of a write; every confirmed write is there after the restart.',
    ),
  },
  {
    name: 'safety',
    quality: true,
    pattern: wholeWords('secure(?:ly)?|safe(?:ly)?|hardened'),
    observable: always('each threat listed under Security has a test, and all of them pass'),
    test: always('One test for each row of the threat table under Security, in the same run as the rest.'),
  },
  {
    name: 'accessibility',
    quality: true,
    pattern: wholeWords('accessib(?:le|ility)|a11y|wcag|screen ?readers?|barrierefrei'),
    observable: always('every use can be done by keyboard alone, and axe finds no violation of WCAG 2.2 AA'),
    test: always('axe on every screen, and the main use driven by keyboard events alone.'),
  },
  {
    name: 'privacy law',
    quality: true,
    pattern: wholeWords('gdpr|dsgvo|ccpa|hipaa'),
    observable: always(
      'a person’s data can be handed out and erased within one day of their asking, backups within 30',
    ),
    test: always(
      'Create a person with data in every table, export, erase; search the whole database for their values.',
    ),
  },
  {
    name: 'offline use',
    pattern: wholeWords(
      'off-?line|without (?:internet|a network|network)|no (?:internet|network)(?: connection)?',
    ),
    observable: always('with the network switched off every use works, and what was changed is kept'),
    test: always('Run the main use with the network blocked, restart, compare with what was entered.'),
  },
  {
    name: 'live updates',
    pattern: wholeWords('real[- ]?time|live (?:updates?|view|scores?|data)|instantly|collaborativ\\p{L}*'),
    observable: always('a change by one shows at every other within 1 s'),
    test: always(
      'Two clients: one changes, the other sees it within 1 s; then with its connection cut for 5 s in between.',
    ),
  },
  {
    name: 'dark mode',
    pattern: wholeWords('dark (?:mode|theme)'),
    observable: always(
      'it follows the system’s setting, can be switched by hand, and text keeps a contrast of 4.5 to 1',
    ),
    test: always('Each screen in both schemes; measure the contrast of every text.'),
  },
  {
    name: 'small screens',
    pattern: wholeWords(
      'responsive(?: design| layout)?|mobile[- ]friendly|works? on (?:mobile|phones?)|mobile (?:version|support|view)',
    ),
    observable: always(
      'at a width of 390 px nothing has to be scrolled sideways and every control is at least 44 px high',
    ),
    test: always('Each screen at 390 px: no element wider than the window, no control below 44 px.'),
  },
  {
    name: 'languages of the interface',
    pattern: wholeWords(
      'multi-?lingual|multi-?language|internationali[sz]ation|i18n|locali[sz](?:ed|ation)|several languages',
    ),
    observable: always('every text comes from a catalogue, and a language is added by adding a file'),
    test: always('Run the main use in a made-up language; any text left in English is a fault.'),
  },
  {
    name: 'dashboard',
    pattern: wholeWords('dashboards?|overview(?: page)?|statistics|stats|charts?|graphs?|analytics'),
    observable: always('its figures equal a count over the stored data at that moment'),
    test: always(
      'Seed data whose figures were worked out by hand; compare each figure, also for no data at all.',
    ),
  },
  {
    name: 'keys of clients',
    pattern: wholeWords('api[- ](?:keys?|tokens?)|access tokens?'),
    observable: always(
      'a call without a valid one is answered with 401, and a withdrawn one stops working at once',
    ),
    test: always('No key, a wrong, a withdrawn and a right one on every route.'),
  },
  {
    name: 'rate limit',
    pattern: wholeWords('rate[- ]limit(?:s|ed|ing)?|throttling'),
    observable: always(
      'what goes beyond it is answered with 429 and the seconds to wait, and others are not slowed down',
    ),
    test: always(
      'One more than allowed on a clock that the test moves; a second client meanwhile; again after the wait.',
    ),
  },
  {
    name: 'roles',
    pattern: wholeWords('roles?|permissions?|access (?:control|rights)'),
    observable: always('what each may do stands in one table, and everything else is refused with 403'),
    test: always('Every route with every role: allowed or refused exactly as the table says.'),
  },
  {
    name: 'separate organisations',
    pattern: wholeWords('multi-?tenan\\p{L}*|tenants?|work ?spaces?'),
    observable: always('what one organisation stores, no other can see, count or guess'),
    test: always(
      'Two organisations with the same data: every list, search and address of one shows nothing of the other.',
    ),
  },
  {
    name: 'subscription',
    pattern: wholeWords('(?:monthly |yearly |paid )?subscriptions?(?: plans?)?'),
    observable: always(
      'it renews by itself, and a failed renewal keeps the access for seven days and tells its owner',
    ),
    test: always(
      'A year on a clock that the test moves: renewals, a failed one, a cancelled one, a plan changed half-way.',
    ),
  },
  {
    name: 'log',
    pattern: wholeWords('logs?|log files?|audit (?:log|trail)|logging'),
    observable: always('one line for each thing done, with its time and outcome and without secrets'),
    test: always('A run over samples: one line each, in order; look for every secret of the test in it.'),
  },
  {
    name: 'payment',
    pattern: wholeWords('payments?|checkout|pay(?:s|ing)? (?:by|with|for|online)|credit cards?|billing'),
    observable: always('one confirmed payment books once, also when the confirmation comes twice or late'),
    test: always(
      'Against the payment service’s test mode: success, refusal, a confirmation sent twice, one an hour late.',
    ),
  },
  {
    name: 'notifications',
    pattern: wholeWords('notifications?|reminders?|alerts?|newsletters?'),
    observable: always('each is sent once, within one minute of its reason, and can be switched off'),
    test: always(
      'A clock that the test moves and a fake mail server: one message, none after switching off, none twice.',
    ),
  },
  {
    name: 'sign-in',
    pattern: wholeWords(
      'log ?in|sign ?-?in|authentication|user accounts?|accounts?|registration|sign ?-?up|oauth2?|sso',
    ),
    observable: always(
      'wrong credentials are refused in the same words and time whether or not the account exists',
    ),
    test: always('Right, wrong and unknown credentials, an expired session, the sixth try within a minute.'),
  },
  {
    name: 'backup',
    pattern: wholeWords('back-?ups?'),
    observable: always('a backup restored on an empty machine shows the same data'),
    test: always('Back up, restore into an empty place, compare every table.'),
  },
  {
    name: 'history',
    pattern: wholeWords('history|timeline|activity feed'),
    observable: always('everything that happened is listed in the order of time, as it was then'),
    test: always(
      'Three changes, one of them to a thing since deleted: all three are listed, with the old values.',
    ),
  },
  {
    name: 'cart',
    pattern: wholeWords('(?:shopping )?(?:cart|basket)'),
    observable: always('it is the same after a reload, and a price that changed meanwhile is pointed out'),
    test: always(
      'Fill it, reload, change a price and sell the last piece elsewhere: both are named before paying.',
    ),
  },
  {
    name: 'calendar',
    pattern: wholeWords('calendars?'),
    observable: always(
      'each entry stands on its day in the reader’s time zone, and two that overlap are shown as such',
    ),
    test: always('Entries at midnight, over two days and on both nights when the clock changes.'),
  },
  {
    name: 'undo',
    pattern: wholeWords('undo(?:/redo)?|redo'),
    observable: always(
      'the last 50 steps can be taken back one by one, and the state then equals the one before',
    ),
    test: always('50 random steps, then 50 times back: the state equals the start. The seed is printed.'),
  },
  {
    name: 'multiplayer',
    pattern: wholeWords('multi-?player|online play|pvp|co-?op|two players'),
    observable: always(
      'both sides show the same state within 200 ms, and a player who drops out can come back for 60 s',
    ),
    test: always(
      'Two scripted clients, one of them cut off in mid-game: same state at both after it is back.',
    ),
  },
  {
    name: 'high scores',
    pattern: wholeWords('high[- ]?scores?|leader-?boards?'),
    observable: always('the ten best are kept in order over a restart, the earlier of two equal ones first'),
    test: always('Add twelve scores with two equal ones, restart, compare the ten that are shown.'),
  },
  {
    name: 'AI opponent',
    pattern: wholeWords('(?:ai|computer|bot) (?:opponents?|players?|enem(?:y|ies))|npcs?'),
    observable: always('it answers every legal position with a legal move within 1 s'),
    test: always('1,000 random positions, seed printed: each answer is legal and within 1 s.'),
  },
  {
    name: 'model output',
    pattern: wholeWords('ai|llms?|gpt\\p{L}*|chatgpt|language models?|embeddings?'),
    observable: always('what a model wrote is marked as such, and without the model the rest still works'),
    test: always(
      'A scripted model: a good answer, nonsense, silence for 30 s, an error; the rest works in each case.',
    ),
  },
  {
    name: 'tests',
    pattern: wholeWords('unit tests?|test coverage|tested|tests'),
    observable: always('one command runs them all on a fresh checkout and ends with their number'),
    test: always('The build runs that command on a fresh checkout.'),
  },
  {
    name: 'container',
    pattern: wholeWords('docker|containers?|kubernetes|k8s|self-?host\\p{L}*'),
    observable: always(
      'on a machine with nothing but a container runtime one command brings it up, healthy within 30 s',
    ),
    test: always('Bring it up on a fresh machine in the build; ask for its health until 30 s have passed.'),
  },
  {
    name: 'help',
    pattern: wholeWords('documentation|docs|readme|manual|tutorial|onboarding'),
    observable: always('every example in it is run as a test'),
    test: always('Examples are extracted from the text and run.'),
  },
  {
    name: 'configuration',
    pattern: wholeWords('config(?:uration|urable)?(?: files?)?|settings|preferences|dry[- ]run'),
    observable: (kind) =>
      kind === 'cli'
        ? 'a bad value is named together with what is allowed, and nothing is touched'
        : 'a changed value holds after a restart, and a bad one is refused with what is allowed',
    test: always('Each setting with a good, a bad and no value.'),
  },
]

export const topicOf = (text: string): Topic | undefined => TOPICS.find(({ pattern }) => pattern.test(text))
