import type { Kind } from './kinds.ts'
import type { Action } from './verbs.ts'

/** For each sort of action: what can be observed when it is done, and the test that finds out. `{it}` is what it is done to. */
interface Outcome {
  observed: [string, ...string[]]
  test: [string, ...string[]]
}

const STORED: Record<Action, Outcome> = {
  create: {
    observed: [
      'afterwards {it} is there with exactly the values given',
      '{it} is still there after a reload, once, even if it was sent twice',
      'what is incomplete is refused and names the missing value',
    ],
    test: [
      'Create one, read it back, compare every value; send the same again and expect one.',
      'Once with all values, once with each of them missing, once at each limit of length.',
      'Two at the same moment with the same values; reload and count.',
    ],
  },
  read: {
    observed: [
      'what is shown equals what is stored, and an empty state says so',
      'a thousand entries are shown in pages, none twice and none missing',
    ],
    test: [
      'Seed none, one and 1,000 entries, one with the longest values; compare what is shown with the seed.',
      'Seed three, change one behind its back, look again: the change shows.',
    ],
  },
  find: {
    observed: [
      'exactly those that match are listed, in a stable order',
      'no match gives an empty list that says so, upper and lower case alike',
    ],
    test: [
      'Seed ten of which three match; expect those three in order, and an empty list for a word that is nowhere.',
      'Umlauts, upper case, a blank, a quote and a percent sign as the search word.',
    ],
  },
  change: {
    observed: [
      'the new state shows everywhere at once and nothing else has changed',
      'of two changes at the same moment none is lost unseen',
    ],
    test: [
      'Change one of three, compare all three before and after.',
      'Two changes from one starting state: the second is told that the first was there.',
    ],
  },
  remove: {
    observed: [
      'afterwards it is found nowhere, and everything else is untouched',
      'it asks first, and doing it twice is no error',
    ],
    test: [
      'Remove one of three; look for it in every list; remove it again.',
      'Remove one that others refer to; no dead reference is left.',
    ],
  },
  send: {
    observed: [
      'each recipient gets it once, within one minute',
      'when the way out is down it is kept and sent later, once',
    ],
    test: [
      'A fake recipient counts: one message for one reason, none twice after a restart.',
      'The way out refuses for five minutes of the test’s clock; then one message arrives.',
    ],
  },
  share: {
    observed: [
      'those it is meant for can see it within one minute, and nobody else can',
      'taken back, it is gone for everybody at once',
    ],
    test: [
      'Three people, one of them not meant: who sees what, before and after.',
      'Share, take back, follow the old address: not there.',
    ],
  },
  bring: {
    observed: [
      'what was taken in is counted, and what was not is named with its place and reason',
      'doing it twice leaves the same state as doing it once',
    ],
    test: [
      'A good source, an empty one, one cut off in its middle, one with a bad record: counts and names compared.',
      'The same source twice: nothing doubled.',
    ],
  },
  give: {
    observed: [
      'the result holds everything it should and can be read back without loss',
      'an interrupted one leaves no half result behind',
    ],
    test: [
      'Give out, read back by another program, compare; values with quotes, line breaks and emoji among them.',
      'End the process in its middle: the old result, or none, but no half.',
    ],
  },
  pay: {
    observed: [
      'it is booked once, with the amount shown before, or not at all',
      'a refusal leaves everything as it was and says why',
    ],
    test: [
      'Success, refusal, time-out, and the same confirmation twice: the books add up in each case.',
      'Amounts of 0, 1 and the largest allowed, in the smallest unit.',
    ],
  },
  enter: {
    observed: ['right credentials open a session, wrong ones are refused in the same words every time'],
    test: ['Right, wrong and unknown credentials, an expired session, the sixth try within a minute.'],
  },
  compute: {
    observed: [
      'the result equals the one worked out by hand for the sample cases',
      'the same input gives the same result, and a bad one is named instead of guessed at',
    ],
    test: [
      'A table of at least ten cases worked out by hand, the empty and the largest one among them.',
      'Random inputs against a slow and simple second version; the seed is printed.',
    ],
  },
  play: {
    observed: [
      'the picture answers within one frame, and the rules hold at every step',
      'the same inputs lead to the same state on every machine',
    ],
    test: [
      'Drive the rules without a screen through 10,000 random inputs, seed printed: no illegal state.',
      'Replay one recorded session on two systems; compare the end states.',
    ],
  },
}

/** Where programs act on files and streams, with nobody looking at lists. */
const PLAIN: Partial<Record<Action, Outcome>> = {
  create: {
    observed: ['the result is there with exactly the values given', 'running it again changes nothing more'],
    test: [
      'Run it in an empty directory, compare the result byte for byte; run it again.',
      'Run it where the target is already there and where it may not write.',
    ],
  },
  read: {
    observed: [
      'standard output holds exactly that, one entry a line',
      'nothing to show is no error and says so',
    ],
    test: [
      'Compare standard output with a stored sample, for none, one and many.',
      'Pipe it into another program; no colour codes come through.',
    ],
  },
  change: {
    observed: [
      'what does not match stays untouched, byte for byte',
      'a dry run names the same changes and makes none',
    ],
    test: [
      'A directory of ten samples, four of which match: compare all ten before and after.',
      'A name that is taken, a file without the right to write, a link: each is named and left alone.',
    ],
  },
  remove: {
    observed: ['what is left out is counted and named', 'nothing else is touched'],
    test: [
      'Samples of which two match: exactly those two, named.',
      'The same run twice: the second finds nothing to do.',
    ],
  },
  find: {
    observed: ['exactly those that match are named, in a stable order', 'no match is told by the exit code'],
    test: [
      'Ten samples of which three match; three lines in order.',
      'No match, a broken pattern, an unreadable file: each has its own exit code.',
    ],
  },
}

const CALLED: Partial<Record<Action, Outcome>> = {
  create: {
    observed: ['the value returned holds exactly what was given'],
    test: ['Build one from each kind of valid value; compare field by field.'],
  },
  read: {
    observed: ['the value returned equals the one that was put in'],
    test: ['Put in, read out, compare; for an empty one too.'],
  },
  bring: {
    observed: [
      'a valid input gives the value that its format’s specification gives it',
      'a broken input gives an error with its line and column',
    ],
    test: [
      'The format’s published samples, each with its expected value.',
      'Every sample cut off at every byte: an error with a place, never a crash.',
    ],
  },
  give: {
    observed: ['reading the output back gives an equal value'],
    test: ['Round trip of 1,000 random values, seed printed.'],
  },
  change: {
    observed: ['the value passed in stays as it was; a new one is returned'],
    test: ['Compare the argument before and after the call.'],
  },
}

const PLAYED: Partial<Record<Action, Outcome>> = {
  create: {
    observed: ['it counts at once, and once only'],
    test: ['Touch one in two frames running: it counts once. Touch two in one frame: both count.'],
  },
  remove: {
    observed: ['it is out of the game from the next frame on'],
    test: ['Let it be hit by two things in one frame: it goes once.'],
  },
}

const WIRED: Partial<Record<Action, Outcome>> = {
  read: {
    observed: [
      'a value out of range or missing is marked as such and the last good one stays',
      'what is shown is at most one period old',
    ],
    test: [
      'Play in good values, values out of range, noise and silence; compare what Logic was given.',
      'Change the input and time the display with a second board.',
    ],
  },
  change: {
    observed: ['the output follows within 20 ms and is off whenever its reason is unknown'],
    test: ['Cut the input, restart, hang the loop while the output is on: it is off within 1 s each time.'],
  },
}

const BY_KIND: Partial<Record<Kind, Partial<Record<Action, Outcome>>>> = {
  cli: PLAIN,
  pipeline: PLAIN,
  library: CALLED,
  game: PLAYED,
  device: WIRED,
}

export interface Observation {
  /** Ways there are to say it. */
  ways: number
  observed: string
  test: string
}

/** The `turn`-th way to say it, so that neighbours differ. */
export function observationOf(action: Action, kind: Kind, it: string, turn: number): Observation {
  const { observed, test } = BY_KIND[kind]?.[action] ?? STORED[action]
  return {
    ways: observed.length,
    observed: (observed[turn % observed.length] ?? observed[0]).replaceAll('{it}', it),
    test: test[turn % test.length] ?? test[0],
  }
}
