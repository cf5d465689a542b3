import type { Brief } from '../brief.ts'
import { bullets, enumerate, inline, table } from '../safe-text.ts'
import { cite, hasKeys, isPrivate, isServed, isShown, runsOnServer } from './refer.ts'

export function writeSecurity(brief: Brief): string {
  if (brief.terse) return bullets([`**Who may do what.** ${rights(brief)}`, `**Secrets.** ${secrets(brief)}`])
  return [
    bullets([`**Who may do what.** ${rights(brief)}`, `**Trust boundaries.** ${boundaries(brief)}`]),
    table(['Threat', 'What is done about it'], threats(brief).slice(0, 5)),
    bullets([`**Secrets.** ${secrets(brief)}`, `**Personal data.** ${personal(brief)}`]),
  ].join('\n\n')
}

function rights(brief: Brief): string {
  const { traits, kind, entities } = brief
  const things = inline(
    entities.find(({ name }) => !['user', 'customer', 'client', 'player', 'member'].includes(name))?.plural ??
      entities[0].plural,
  )
  if (kind === 'cli' || kind === 'library')
    return 'It has the rights of whoever runs it and asks for no more; it opens only paths that it was given.'
  if (kind === 'device') return 'Whoever can touch it may do everything; nothing listens on a network.'
  if (kind === 'extension')
    return 'The person at the browser; a page gets nothing from it that was not asked for.'
  if (kind === 'pipeline')
    return 'A user of its own on the machine: reads the sources, writes the results, nothing else. Readers of the results cannot write them.'
  if (kind === 'bot')
    return `Members of a chat use the commands; only ${traits.has.has('roles') ? 'those with the named role' : 'the chat’s administrators'} change settings.`
  if (brief.signsIn) {
    const roles = traits.has.has('roles')
      ? ' Administrators see and change everything, and each such act is logged with who and when.'
      : ''
    const teams = traits.has.has('teams')
      ? ' Every row carries its team; the query adds it, never the handler.'
      : ''
    return `Signed-in people read and change their own ${things} (checked in Rules on each request, not by hiding links).${roles}${teams}`
  }
  if (traits.denied.has('auth'))
    return `There is no sign-in, as the brief asks: whoever reaches it may do everything with its ${things}. ${isServed(brief) ? 'It therefore listens on the loopback address unless the operator says otherwise.' : 'Access to the device is access to the data.'}`
  if (hasKeys(brief))
    return `Whoever holds a key reads and changes the ${things} that were made with it, and no others; the operator makes and withdraws keys.`
  return isServed(brief)
    ? `The brief names no accounts: everybody reads; changing ${things} needs the operator’s key, which is made at the first start.`
    : 'Whoever holds the device; the system’s lock is the lock.'
}

function boundaries(brief: Brief): string {
  const outside = brief.apis.map(({ name }) => inline(name))
  const foreign =
    outside.length > 0
      ? ` Answers of ${enumerate(outside)} are foreign input: checked against our own types, limited in size and time.`
      : ''
  switch (brief.kind) {
    case 'web':
    case 'api':
      return `Between network and ${brief.kind === 'web' ? 'Pages' : 'Routes'}: all input is checked there once, by size and by type, before anything else sees it.${foreign}`
    case 'cli':
      return `File contents and names are foreign input, arguments are the user’s.${foreign}`
    case 'library':
      return `Every argument may come from an attacker by way of the caller.${foreign}`
    case 'game':
      return `${brief.traits.has.has('multiplayer') ? 'Between client and server: the server believes inputs, never states.' : 'Save files are foreign input: people exchange them.'}${foreign}`
    case 'pipeline':
      return `Between each source and its reader: a source can be late, double, broken or hostile.${foreign}`
    case 'bot':
      return `Each message is foreign input, names of people and files included.${foreign}`
    case 'extension':
      return `Between page and page script: the page can see and change everything that stands in it.${foreign}`
    case 'device':
      return `Between wire and driver: values out of range, noise, silence.${foreign}`
    default:
      return `Files that are opened and whatever comes by network are foreign input; the local data is not.${foreign}`
  }
}

function threats(brief: Brief): [string, string][] {
  const { traits, storage, kind } = brief
  const found: [string, string][] = []
  if (brief.signsIn)
    found.push([
      'Guessed passwords',
      'Argon2id hashes; five tries a minute for each account and address; one wording for every refusal',
    ])
  if (brief.signsIn && isServed(brief))
    found.push([
      `Another’s data by a guessed address${cite(brief, ({ action }) => action === 'read' || action === 'change', 2)}`,
      'the owner is part of each query; a test walks all routes with a foreign session',
    ])
  if (traits.has.has('payments'))
    found.push([
      'A forged or repeated payment notice',
      'signature checked over the raw body; its id stored as unique in the transaction that books',
    ])
  if (traits.has.has('ai'))
    found.push([
      'Instructions hidden in text that is given to the model',
      'it gets data in marked bounds and no tools; its answer is shown as text and never run',
    ])
  if (traits.has.has('files') && isServed(brief))
    found.push([
      'A file that is not what it says',
      'type from the first bytes, 10 MB at most, stored under a name of our own, served from a path that runs nothing',
    ])
  if (traits.has.has('scraping'))
    found.push([
      'Addresses that lead into our own network',
      'names are resolved first, private ranges refused, redirects checked again',
    ])
  if (kind === 'web')
    found.push(
      [
        'Script in what people type',
        'templates escape by themselves; a content security policy without inline scripts',
      ],
      ['A foreign page that sends our forms', 'cookies are SameSite=Lax and each POST’s Origin is compared'],
    )
  if (kind === 'api')
    found.push(
      [
        'A client that floods it',
        '60 requests a minute a key, then 429 with a time to wait; bodies above 1 MB are refused unread',
      ],
      [
        'A leaked key',
        'keys are kept as hashes, can be withdrawn one by one and show when they were used last',
      ],
    )
  if (storage.sort === 'sqlite' || storage.sort === 'server')
    found.push(['Input that becomes a query', 'bound parameters alone; the linter refuses joined strings'])
  if (kind === 'cli')
    found.push(
      [
        'A path that leads out of its directory (`../`, links)',
        'paths are resolved before use; links are reported and not followed',
      ],
      ['File names with control characters', 'printed escaped, so that they cannot steer the terminal'],
      ['A huge or endless input', 'read in a stream with a limit on one entry of 10 MB'],
    )
  if (kind === 'library')
    found.push(
      [
        'Input made to take for ever',
        'one pass, depth at most 200, no regular expression that backtracks; fuzzed in the build',
      ],
      ['Input that fills the memory', 'a limit on size as an argument, 10 MB where none is given'],
    )
  if (kind === 'game')
    found.push([
      'A save or level file made by hand',
      'lengths and ranges are checked before use; a bad one is named and set aside',
    ])
  if (traits.has.has('multiplayer'))
    found.push([
      'A client that lies',
      'the server runs the rules itself; inputs above 60 a second end the match for their sender',
    ])
  if (kind === 'pipeline')
    found.push(
      [
        'A source that was tampered with',
        'checksums where the source has them; counts outside half to twice the usual stop the run',
      ],
      ['A formula in a CSV cell', 'cells that begin with =, +, - or @ are written as text'],
    )
  if (kind === 'bot')
    found.push(
      ['A flood of messages', 'one command a second a person, the rest is dropped without an answer'],
      ['Mentions of everybody by way of an answer', 'answers allow no mentions but that of the asker'],
    )
  if (kind === 'extension')
    found.push(
      [
        'A page that talks to the page script',
        'messages are accepted from our own worker alone, checked by their type',
      ],
      ['HTML taken from a page', 'shown as text, never set as HTML'],
    )
  if (kind === 'device')
    found.push(
      ['Somebody at the serial console', 'reading only, unless the button is held at the start'],
      ['A firmware that is not ours', 'the loader checks a signature before it starts it'],
    )
  if (kind === 'mobile')
    found.push(
      [
        'A lost phone',
        'data in the app’s own directory under the system’s encryption; none in notifications on the locked screen',
      ],
      ['Another app that opens our links', 'values from links are checked like those typed in'],
    )
  if (kind === 'desktop')
    found.push(
      ['A document made by somebody else', 'lengths and types are checked before use; nothing in it is run'],
      [
        'A path inside a document that leads elsewhere',
        'resolved and compared with the document’s own directory',
      ],
    )
  return found
}

function secrets(brief: Brief): string {
  const { apis, storage } = brief
  const keys = [
    ...apis.map(({ name }) => `the key for ${inline(name)}`),
    ...(brief.signsIn && runsOnServer(brief) ? ['the session key'] : []),
    ...(storage.sort === 'server' ? [`the password of ${storage.name}`] : []),
    ...(brief.kind === 'bot' && apis.length === 0 ? ['the chat’s token'] : []),
  ]
  if (keys.length === 0 && hasKeys(brief))
    return 'Clients’ keys are shown once, when they are made, and kept as hashes; in no log and no error message.'
  if (keys.length === 0)
    return isServed(brief)
      ? 'The operator’s key alone: made at the first start, kept in a file that only its user reads, compared in constant time.'
      : 'There are none, and none may be added to the code or its packages.'
  const where =
    isServed(brief) || brief.kind === 'bot' || brief.kind === 'pipeline'
      ? 'read from the environment or a file at the start'
      : isShown(brief) || brief.kind === 'game'
        ? 'never shipped: kept in the system’s key store, or on a small relay of our own'
        : 'read from the environment, never from an argument that others can list'
  return `${enumerate(keys).replace(/^./, (first) => first.toUpperCase())}: ${where}; in no log, no error message and no repository.`
}

function personal(brief: Brief): string {
  const { traits, kind } = brief
  if (kind === 'library' || kind === 'device') return 'It keeps none and logs none.'
  const health = traits.has.has('health')
    ? ' Data on health is a special category (GDPR article 9): asked for by its own consent, and each look at it is logged.'
    : ''
  const children = traits.has.has('children')
    ? ' Children may use it: no advertising, no tracking, no contact with strangers; below 16 a parent consents (GDPR article 8).'
    : ''
  const location = traits.has.has('location')
    ? ' Positions are rounded to 100 m unless a requirement needs more.'
    : ''
  if (!isPrivate(brief))
    return `None is needed; logs hold no addresses of people for longer than seven days.${children}${location}`
  return `Only what the table under Data names; each person can have it as a file and have it erased.${health}${children}${location}`
}
