import type { Brief } from '../brief.ts'
import { aOrAn, enumerate, inline, shorten } from '../safe-text.ts'
import type { Trait } from '../traits.ts'
import { mainUse } from './refer.ts'

export function writeSummary(brief: Brief): string {
  const { name, words, languages, requirements, entities, storage, variation } = brief
  const named = inline(name)
  const implied = requirements.filter((requirement) => requirement.implied).length
  const said = requirements.length - implied
  const things = entities.slice(0, 3).map((entity) => inline(entity.plural))
  const built = enumerate(languages.slice(0, 3).map((language) => inline(language.name)))
  const what = brief.scanty
    ? `The brief says little more than its name, so this design takes the smallest ${words.noun} that deserves it and names each assumption under Open questions.`
    : variation.pick([
        `It deals with ${enumerate(things)}; the brief comes down to ${count(said, 'requirement')}, and ${count(implied, 'more')} ${implied === 1 ? 'is' : 'are'} implied by them.`,
        `Its subject is ${enumerate(things)}: ${count(said, 'requirement')} from the brief and ${count(implied, 'implied one')}.`,
      ])
  const main = mainUse(brief)
  return [
    `**${named}** is ${aOrAn(words.noun)} in ${built} for ${words.people}.`,
    brief.description === undefined ? '' : `The brief calls it “${inline(shorten(brief.description, 140))}”.`,
    what,
    `The use that everything else follows is ${main.id}: “${inline(shorten(main.said, 140))}”.`,
    brief.terse ? '' : sizeOf(brief),
    `The first version leaves out ${enumerate(leftOut(brief))}.`,
    settledBy(brief),
    storage.sort === 'none' && brief.kind !== 'library' ? 'It keeps nothing between two uses.' : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

/** What was asked beforehand, so that nobody asks again. */
function settledBy({ answers }: Brief): string {
  const said = answers.map(
    ({ question, answer }) =>
      `“${inline(shorten(question, 90))}” ${inline(shorten(answer.replace(/\s+/g, ' '), 90)).replace(/[.]$/, '')}`,
  )
  return said.length === 0 ? '' : `It was asked beforehand: ${said.join('; ')}.`
}

const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

const count = (number: number, noun: string) =>
  `${NUMBERS[number] ?? number} ${noun}${number === 1 || noun === 'more' ? '' : 's'}`

function sizeOf(brief: Brief): string {
  switch (brief.kind) {
    case 'web':
    case 'api':
      return `One process and ${brief.storage.sort === 'server' ? `one ${brief.storage.name} server` : 'one database file'} carry it; it is sized for one small server and ${brief.traits.has.has('teams') ? 'a hundred teams' : 'a few hundred people'}.`
    case 'cli':
      return 'It is one program that starts, does its work and ends; nothing of it stays in memory.'
    case 'library':
      return 'It is a package with no global state, no network and no logging of its own; whoever calls it decides about all three.'
    case 'game':
      return `Its rules are plain functions that know neither window nor clock, so that they can be played by tests${brief.traits.has.has('multiplayer') ? '; one server holds the truth of each match' : ''}.`
    case 'pipeline':
      return 'It runs as a job: it takes what is new, checks it, writes whole results or none, and ends.'
    case 'mobile':
      return `It works from data on the phone first; ${brief.traits.has.has('offline') || !brief.traits.has.has('realtime') ? 'the network is never needed to open it' : 'the network brings what others do'}.`
    case 'desktop':
      return 'It is one program with its data on the same machine; nothing leaves it unasked.'
    case 'bot':
      return 'It is one process that holds no secret but its token and answers from rules that can be tested without any chat.'
    case 'extension':
      return 'It runs in the browser alone; there is no server of its own.'
    case 'device':
      return 'One loop reads, decides and writes; the deciding part compiles on a desktop too, for tests.'
  }
}

const LEFT_OUT: [Trait, string, Brief['kind'][]][] = [
  ['auth', 'accounts', ['web', 'api', 'mobile', 'desktop', 'game', 'bot']],
  ['payments', 'payments', ['web', 'mobile', 'api']],
  ['realtime', 'live updates between several people', ['web', 'mobile', 'desktop']],
  ['multiplayer', 'playing against others over the network', ['game']],
  ['ai', 'language models', ['web', 'mobile', 'cli', 'bot']],
  ['exchange', 'import and export', ['web', 'mobile', 'desktop']],
  ['offline', 'use without a network', ['web']],
  ['teams', 'separate organisations', ['web', 'api']],
]
const LEFT_OUT_ALWAYS: Record<Brief['kind'], [string, string]> = {
  web: ['native apps', 'a second interface language'],
  api: ['a user interface', 'client libraries'],
  cli: ['a graphical interface', 'a plug-in system'],
  library: ['a command line', 'bindings for other languages'],
  mobile: ['tablets’ wide layouts', 'widgets'],
  desktop: ['automatic updates', 'plug-ins'],
  game: ['a level editor', 'achievements'],
  pipeline: ['a user interface', 'changes to past results by hand'],
  bot: ['a second chat service', 'settings by web page'],
  extension: ['synchronising between browsers', 'other browsers than the two named under Interfaces'],
  device: ['updates over the air', 'a companion app'],
}

function leftOut(brief: Brief): string[] {
  const { kind, traits } = brief
  const found = LEFT_OUT.filter(
    ([trait, , kinds]) =>
      kinds.includes(kind) && !traits.has.has(trait) && !(trait === 'auth' && brief.signsIn),
  ).map(([, name]) => name)
  return [...found.slice(0, 3), ...LEFT_OUT_ALWAYS[kind].slice(0, Math.max(1, 3 - found.length))]
}
