import type { Brief } from '../brief.ts'
import { componentsOf, diagramOf } from '../components.ts'
import { bullets, enumerate, inline, shorten } from '../safe-text.ts'
import { isServed, mainUse, runsOnServer } from './refer.ts'

export function writeArchitecture(brief: Brief): string {
  const components = componentsOf(brief)
  const main = mainUse(brief)
  const steps = stepsOf(brief).map((step, index) => `${index + 1}. ${step}`)
  const list = bullets(
    components.map(
      ({ name, duty, serves }) =>
        `**${inline(name)}** ${duty}${serves.length > 0 ? ` (${range(serves)})` : ''}.`,
    ),
  )
  // What a small tool is built of says how; the rest changes nothing that somebody would build.
  if (brief.terse) return list
  return [
    list,
    `\`\`\`text\n${diagramOf(components, brief.words.people)}\n\`\`\``,
    `The path of the most important use, ${main.id} (“${inline(shorten(main.said, 90))}”):`,
    steps.join('\n'),
    'Decisions that cost thought:',
    bullets(decisionsOf(brief)),
  ].join('\n\n')
}

/** "R-1 to R-4 and R-7" */
function range(ids: readonly string[]): string {
  const runs: string[][] = []
  for (const id of ids) {
    const last = runs.at(-1)
    const number = Number(id.slice(2))
    if (last && Number(last.at(-1)?.slice(2)) === number - 1) last.push(id)
    else runs.push([id])
  }
  return enumerate(runs.flatMap((run) => (run.length > 2 ? [`${run[0]} to ${run.at(-1)}`] : run)))
}

function stepsOf(brief: Brief): string[] {
  const [entity] = brief.entities
  const one = inline(entity.name)
  const route = `\`POST /${entity.slug}\``
  switch (brief.kind) {
    case 'web':
      return [
        `The form is sent to ${route}. Pages checks lengths and types; what does not fit comes back beside its field with everything typed still there.`,
        `Rules is given the checked values${brief.signsIn ? ' and who asks' : ''} and says what may happen, or why not.`,
        `Store writes the ${one} and what follows from it in one transaction. Until that is committed nobody is told that it worked.`,
        'The answer is a redirect (303) to what was made, so that a reload does not send it twice.',
      ]
    case 'api':
      return [
        `${route} arrives with an \`Idempotency-Key\`. Routes checks it against the schema; 422 names each field at fault.`,
        `Rules is given the checked values${brief.signsIn ? ' and the key’s owner' : ''} and says what may happen, or why not.`,
        `Store writes the ${one} and the key in one transaction; the same key later gets the same answer.`,
        'The answer is 201 with the address of what was made.',
      ]
    case 'cli':
      return [
        `\`${brief.slug}\` is called; Commands checks every argument before anything is read.`,
        'Files reads one input after another, so that memory does not grow with their number.',
        `Core turns each ${one} into its result or into an error with its place; one bad input does not stop the rest.`,
        'Results go to standard output or to a temporary file that is renamed when whole; the exit code tells the sum of it.',
      ]
    case 'library':
      return [
        'The caller passes a value; the public function checks it once, at the door.',
        `Core walks over it in one pass and builds the ${one}; what is wrong is collected with its place.`,
        'The caller gets the typed result or one error that names the first fault; nothing is printed, nothing is kept.',
      ]
    case 'game':
      return [
        'Stage collects the input of one frame into a small record.',
        'Rules gets state, input and 1/60 s and returns the next state; the same three give the same answer on every machine.',
        'Stage draws the new state, between two of them where the screen is faster than 60 Hz.',
        brief.traits.has.has('multiplayer')
          ? 'The server runs the same Rules and corrects a client whose state differs.'
          : 'At the end of a round the result is written to the save file, under a temporary name first.',
      ]
    case 'pipeline':
      return [
        'The job takes a lock with its run’s number and reads from each source what came after the last whole run.',
        'Transformations checks each row against its schema; bad ones are put aside with their source and reason.',
        'Joins and sums are computed for whole partitions, so that repeating a day replaces it.',
        'Writer writes under a temporary name, compares the counts, renames, and notes the new position last.',
      ]
    case 'mobile':
    case 'desktop':
      return [
        'A tap or key becomes an intent with its values.',
        `Rules turns it into the next state of the ${one} or into one sentence of what is missing.`,
        'The state is written on the device before the screen says that it is done.',
        'The screen follows the state; nothing is drawn from anywhere else.',
      ]
    case 'bot':
      return [
        'Listener receives a message and drops it when its id was seen before.',
        'Commands reads the first word, checks the rest, and makes the answer out of message and state.',
        'The answer is sent; only then the message’s id is marked as done.',
      ]
    case 'extension':
      return [
        'The button is pressed; only then the page script is put into that page.',
        'It reads what it needs and sends it to the worker as a checked message.',
        'The worker decides, stores if need be, and answers.',
        'The result is shown in a closed shadow root, so that the page’s styles and scripts do not reach it.',
      ]
    case 'device':
      return [
        'A timer ends the wait; Drivers reads every input once.',
        'Logic turns inputs, settings and time into outputs.',
        'Drivers sets the outputs that have changed.',
        'The watchdog is fed last, so that a hang anywhere above ends in a restart.',
      ]
  }
}

/** Two or three: what was decided, and what was turned down. */
function decisionsOf(brief: Brief): string[] {
  const { kind, storage, traits, languages } = brief
  const [main] = languages
  const found: string[] = []
  if (traits.has.has('realtime') && isServed(brief))
    found.push(
      '**Server-sent events for what others change.** WebSockets were turned down: nothing but small notices goes to the client, and a lost connection picks up by itself from the last number.',
    )
  if (traits.has.has('multiplayer'))
    found.push(
      '**The server holds the truth of a match.** Clients that agree among themselves were turned down: one of them can cheat, and one that drops out takes the match along.',
    )
  if (traits.has.has('payments'))
    found.push(
      '**A payment counts when the signed webhook says so**, not when the browser comes back. The return page was turned down as proof: people close it, and anybody can call it.',
    )
  if (traits.has.has('email') && storage.sort !== 'none')
    found.push(
      '**Messages go through an outbox table** in the transaction that causes them. Sending directly was turned down: a crash in between loses a message or sends it twice.',
    )
  if (traits.has.has('ai'))
    found.push(
      '**The model is one function behind an interface**, with a scripted one for tests. Calls spread over the code were turned down: neither cost nor failure could be bounded in one place.',
    )
  if (storage.sort === 'sqlite' && runsOnServer(brief))
    found.push(
      '**SQLite instead of a database server.** PostgreSQL was turned down: one process writes, and a second service doubles what has to be watched and backed up. Store is the only module to change if that ceases to hold.',
    )
  if (storage.sort === 'server')
    found.push(
      `**All of ${storage.name} behind one module.** Queries in handlers were turned down: the rules could not be tested without the server.`,
    )
  if (kind === 'web' && !brief.frameworks.some(({ slot }) => slot === 'page'))
    found.push(
      '**Pages made on the server.** A single-page app was turned down: a second build, a second set of types and an API that nobody else asked for.',
    )
  found.push(...DECISIONS[kind])
  if (found.length < 2 && main.known)
    found.push(
      `**The standard library first.** A larger framework was turned down: ${inline(main.name)} brings along what these requirements need.`,
    )
  return found.slice(0, 3)
}

const DECISIONS: Record<Brief['kind'], string[]> = {
  web: [
    '**Rules without HTTP and storage.** Logic in the handlers was turned down: each test would need a server and a database.',
  ],
  api: [
    '**A schema at the door, types behind it.** Checks inside the handlers were turned down: the description and the behaviour would drift apart.',
    '**Idempotency keys for everything that writes.** “Clients should not retry” was turned down: networks do it for them.',
  ],
  cli: [
    '**Write beside, then rename.** Writing in place was turned down: a full disk or Ctrl-C would leave half a file.',
    '**One input at a time in a stream.** Reading everything first was turned down: memory would grow with the input.',
  ],
  library: [
    '**Errors as typed values with a place.** One message as text was turned down: callers would parse it.',
    '**No state between two calls.** A configured instance kept globally was turned down: two users of the package in one program would fight over it.',
  ],
  mobile: [
    '**The phone’s copy is the truth of the screen.** Asking a server for each screen was turned down: trains and cellars.',
    '**One state, screens follow.** State held by each screen was turned down: two of them would disagree.',
  ],
  desktop: [
    '**Every change is a value that can be undone.** Saving whole copies was turned down: memory grows with the document.',
    '**Saved beside, then renamed.** Saving in place was turned down: a crash would take the old version along.',
  ],
  game: [
    '**A fixed step of 1/60 s.** A step as long as the last frame was turned down: jumps would reach differently far on slow machines, and no session could be replayed.',
    '**The seed is part of the state.** A global random source was turned down: a fault seen once could not be seen again.',
  ],
  pipeline: [
    '**Whole partitions are replaced.** Adding rows was turned down: a repeated run would double them.',
    '**Bad rows are put aside, the run goes on.** Stopping at the first was turned down: one bad row would cost a day.',
  ],
  bot: [
    '**An id that was seen is dropped.** Trusting the chat to deliver once was turned down: it does not promise that.',
    '**Answers come from functions of message and state.** Handlers that call the chat themselves were turned down: no test could run without it.',
  ],
  extension: [
    '**Put into a page when asked.** Running on every page was turned down: it slows all of them and asks for rights that frighten people.',
    '**The worker decides, the page script only reads and shows.** Rules in the page were turned down: the page’s own scripts could reach them.',
  ],
  device: [
    '**One loop, no threads.** An operating system with tasks was turned down: the work fits into one period, and what has no scheduler cannot starve.',
    '**Logic compiles on a desktop.** Testing on the board alone was turned down: a test would take minutes instead of milliseconds.',
  ],
}
