import type { Brief } from '../brief.ts'
import type { Entity } from '../entities.ts'
import { inline, table } from '../safe-text.ts'
import { isPrivate, isServed } from './refer.ts'

export function writeData(brief: Brief): string {
  const { entities, storage } = brief
  const kept = storage.sort !== 'none'
  const rows = entities.map((entity) => [inline(entity.name), fieldsOf(entity, kept), ruleOf(entity, kept)])
  if (brief.signsIn && kept)
    rows.push([
      'session',
      '`token_hash` bytes, `user_id`, `expires_at` time',
      'only the hash of the token is kept; ends after 30 days',
    ])
  if (brief.traits.has.has('email') && kept && isServed(brief))
    rows.push([
      'outbox',
      '`id`, `recipient`, `body`, `due_at` time, `sent_at` time or none, `tries` integer',
      'written in the transaction of its reason; `sent_at` set once',
    ])
  if (brief.terse) return table(['Entity', 'Fields', 'Constraints and relations'], rows)
  return [table(['Entity', 'Fields', 'Constraints and relations'], rows), keepingOf(brief)].join('\n\n')
}

function fieldsOf(entity: Entity, kept: boolean): string {
  const owner = entity.owner
    ? `, \`${entity.owner.slug.length > 0 ? inline(entity.owner.name).replaceAll(' ', '_') : 'owner'}_id\``
    : ''
  return `${kept ? '`id`, ' : ''}${entity.fields}${kept ? owner : ''}`
}

function ruleOf(entity: Entity, kept: boolean): string {
  const owner = entity.owner
    ? `; belongs to one ${inline(entity.owner.name)}${kept ? ', deleted with it' : ''}`
    : ''
  return `${entity.rule}${owner}`
}

function keepingOf(brief: Brief): string {
  const { storage, kind } = brief
  const personal = isPrivate(brief)
  switch (kind) {
    case 'library':
      return 'These are values in memory; nothing is written anywhere. A field is added in a minor version, removed or renamed only in a major one, with the change named in the changelog.'
    case 'pipeline':
      return `Results are kept in ${storage.name}, one partition a day, for 400 days; raw input for 90, so that a fault found late can be computed anew; rows put aside for 90. A changed schema gets the next version number in the path, and both are written for 30 days. Sources stay the backup of the results; positions and rows put aside are copied nightly.`
    case 'game':
      return 'The save file starts with its version; an older one is migrated when it is read and kept beside as `.old`. A file that cannot be read is set aside by name, never overwritten. Deleting it is one button in the settings; there is nothing else to delete.'
    case 'device':
      return 'Settings lie twice in flash, each with a number and a checksum; the newer whole one counts. Readings are not kept over a restart. A reset to the factory’s values is a press of 10 s.'
    case 'extension':
      return 'Settings and notes are kept in the browser until they are deleted or the extension is removed. They carry a version and are migrated when the extension starts. Export as one JSON file is the backup.'
    case 'mobile':
    case 'desktop':
      return `Data stays on the device in ${storage.name} until its owner deletes it; deleting asks once and is final after 30 days in the bin. Migrations are numbered and run at the start, over a copy that replaces the original when it is whole. The system’s own backup covers it${personal ? '; nothing is sent elsewhere' : ''}.`
    case 'cli':
    case 'bot':
      if (storage.sort === 'none')
        return 'Nothing is kept between two runs: these are values in memory. Results belong to whoever called it, and input files are never changed in place.'
      return `They are kept in ${storage.name} in the user’s data directory (\`${brief.slug}\` below it), until they are deleted by command. The schema carries a version and is migrated at the next start, after a copy was made beside it. A backup is a copy of the directory.`
    default:
      return `Entries are kept until they are deleted${personal ? '; those of a person go with the account, within one day' : ''}. Deleting marks first and removes after 30 days, so that a slip can be undone. Migrations are numbered files, run at the start, forward only. ${
        storage.sort === 'server'
          ? `${storage.name} is dumped nightly`
          : 'The database file is copied nightly by its online backup'
      } to another machine, kept for 30 days, and restored on a trial basis once a month.`
  }
}
