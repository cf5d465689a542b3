import type { Kind } from './kinds.ts'
import type { Storage } from './storage.ts'
import type { Traits } from './traits.ts'

/** What a brief does not say and cannot work without. */
export interface Implied {
  text: string
  test: string
}

const BY_KIND: Record<Kind, Implied[]> = {
  web: [
    {
      text: 'A form with a missing or overlong value is answered with what to change beside the field, and everything typed is still there',
      test: 'Send each form empty, one character too long and with an emoji; compare the fields that come back.',
    },
    {
      text: 'The main use works at a width of 390 px and by keyboard alone',
      test: 'Drive the main use in a browser of 390 px by key presses only.',
    },
  ],
  api: [
    {
      text: 'A request with a missing, wrong or unknown field is answered with status 422 and the field’s name, and changes nothing',
      test: 'Every route with each field missing, of a wrong type and unknown; count the rows before and after.',
    },
    {
      text: 'Health can be asked for at one address, which answers within 100 ms while the storage works and with 503 when it does not',
      test: 'Ask with the storage there and taken away.',
    },
  ],
  cli: [
    {
      text: 'Wrong usage prints one line that says what to change on standard error, ends with exit code 2 and touches nothing',
      test: 'Every command without arguments, with an unknown option and with one argument too many.',
    },
    {
      text: 'Interrupted by Ctrl-C it leaves every file either as it was or whole',
      test: 'Send SIGINT at ten moments of a run over samples; compare every file with its two allowed states.',
    },
  ],
  library: [
    {
      text: 'A wrong argument gives an error that names the argument and what is allowed, and never ends the caller’s process',
      test: 'Every exported function with each argument missing, of the wrong type and at its limits.',
    },
    {
      text: 'Hostile input of 1 MB is refused or done within 1 s, with memory below ten times its size',
      test: 'Fuzz for 60 s in the build; deep nesting, long runs of one character and cut-off input as fixed cases.',
    },
  ],
  mobile: [
    {
      text: 'The app put away in the middle of an entry shows the same entry when it comes back',
      test: 'Type half an entry, have the system end the app, start it again.',
    },
    {
      text: 'The main use works with a screen reader and with text at twice its size',
      test: 'Drive the main use by accessibility labels alone, at twice the text size.',
    },
  ],
  desktop: [
    {
      text: 'Closing the window or a crash loses at most the last 5 s of work',
      test: 'End the process at ten moments of an edit and start it again.',
    },
    { text: 'Every action can be reached by keyboard', test: 'Drive the main use by key presses only.' },
  ],
  game: [
    {
      text: 'The game can be paused at any moment and goes on from exactly there',
      test: 'Pause at 100 random frames of a recorded session, go on, compare the end states. Seed printed.',
    },
    {
      text: 'A round ends in won, lost or given up, and a new one starts from there within 2 s',
      test: 'Drive the rules into each of the three ends, start again from each.',
    },
  ],
  pipeline: [
    {
      text: 'A run that broke off is repeated without a row doubled or lost',
      test: 'End the process at ten random moments, seed printed; run again; compare with an unbroken run.',
    },
    {
      text: 'A row that cannot be read is put aside with its source and reason, and the run goes on',
      test: 'One day of input with five kinds of bad rows: five put aside, all others there.',
    },
    {
      text: 'Each run leaves one line with its counts of rows read, written and put aside, and an exit code',
      test: 'Compare that line with counts over the input.',
    },
  ],
  bot: [
    {
      text: 'An unknown or incomplete command is answered with the one line that would work',
      test: 'Every command without arguments, with nonsense and in upper case.',
    },
    {
      text: 'After a restart it answers each message once',
      test: 'End it between receiving and answering; start it; count the answers.',
    },
  ],
  extension: [
    {
      text: 'It asks for no more permissions than the requirements need, and works on no page without being told to',
      test: 'Compare the manifest’s permissions with a list in the tests; open ten pages and look for changes.',
    },
  ],
  device: [
    {
      text: 'After a loss of power it is working again within 2 s, with the settings it had',
      test: 'Cut the power 100 times at random moments by a relay; read the settings back.',
    },
    {
      text: 'A hang of more than 1 s ends in a restart by the watchdog',
      test: 'Block the main loop through a test command; time the restart.',
    },
  ],
}

const SIGNED_IN: Implied = {
  text: 'Whoever is not signed in gets the sign-in page and nothing else, and nobody can reach another’s data by guessing an address',
  test: 'Every address without a session, and with the session of somebody else: never the data.',
}
const LASTING: Implied = {
  text: 'What was confirmed as saved is still there after the process was killed',
  test: 'Kill the process right after each confirmation, 50 times; read back.',
}
const OUTBOX: Implied = {
  text: 'A message that could not be delivered is tried again for 24 hours and then shown as failed',
  test: 'A recipient that refuses, on a clock that the test moves: tries, pauses and the failed mark.',
}

export function impliedFor(
  kind: Kind,
  traits: Traits,
  storage: Storage,
  signsIn: boolean,
  most: number,
): Implied[] {
  const found: Implied[] = []
  if (signsIn) found.push(SIGNED_IN)
  found.push(...BY_KIND[kind])
  if (storage.sort !== 'none' && !['pipeline', 'device', 'desktop', 'game'].includes(kind))
    found.push(LASTING)
  if (traits.has.has('email') && ['web', 'api'].includes(kind)) found.push(OUTBOX)
  return found.slice(0, most)
}
