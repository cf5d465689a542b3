import type { Brief } from '../brief.ts'
import { aOrAn, bullets, enumerate, inline, shorten } from '../safe-text.ts'
import { hasKeys, isServed, isShown } from './refer.ts'

/** The question, and what is assumed until it is answered. */
export function writeOpenQuestions(brief: Brief): string {
  const { traits, kind, words, storage, requirements } = brief
  const found: string[] = []
  const add = (question: string, assumption: string) => found.push(`${question} Assumed: ${assumption}`)
  if (brief.left > 0)
    add(
      `Which statements belong to the first version? The brief makes ${brief.left} more than this design takes in.`,
      `the first ${requirements.filter(({ implied }) => !implied).length}, in the brief’s order; the rest is for a second design.`,
    )
  if (brief.cut)
    add(
      'What are the single requirements in the long sentences of the brief?',
      'they were divided at their commas, or where they were long; each piece wants a look.',
    )
  if (brief.scanty)
    add(
      `What is “${inline(shorten(brief.name, 60))}” to do, and for whom?`,
      `the smallest ${words.noun} of that name, as in R-1.`,
    )
  if (brief.kindAssumed)
    add(
      'What form does it take? The brief does not say.',
      `${aOrAn(words.noun)}, which suits ${inline(brief.languages[0].name)}.`,
    )
  if (brief.humanLanguage !== 'English')
    add(
      `In which language shall the rest of this design be? The brief’s is ${brief.humanLanguage}.`,
      'the requirements stay as they were written; the demo model’s own sentences are English.',
    )
  if (brief.languages.length > 1)
    add(
      `Which part is written in which of ${enumerate(brief.languages.map(({ name }) => inline(name)))}?`,
      `${inline(brief.languages[0].name)} leads, as in the table of the tech stack.`,
    )
  const figure = requirements.find(({ topic, said }) => topic?.quality && !/\d/.test(said))
  if (figure)
    add(
      `Is the figure in ${figure.id} the right one?`,
      `yes; the brief says only “${inline(shorten(figure.said, 70))}”.`,
    )
  if (isServed(brief))
    add(
      'How many people use it at once, and where do they live?',
      `${traits.has.has('teams') ? 'a hundred teams of ten' : 'at most 200 at once'}, in one time zone’s waking hours.`,
    )
  if (isServed(brief) && !brief.signsIn && !hasKeys(brief) && !traits.denied.has('auth'))
    add('Does anybody have to sign in?', 'no; reading is open, changing needs the operator’s key.')
  if (brief.signsIn && !traits.has.has('auth'))
    add(
      'How do people sign in? The brief implies it without saying so.',
      'e-mail and password, a session of 30 days.',
    )
  if (traits.has.has('payments'))
    add(
      'In which countries and currencies is it sold, and who issues invoices?',
      'one country, one currency; the payment service’s receipt is enough.',
    )
  if (traits.has.has('ai'))
    add(
      'What may a model cost in a month, and may the texts leave the house?',
      'at most 50 euros, enforced by a counter; yes, without names.',
    )
  if (traits.has.has('schedule'))
    add(
      'In which time zone are days and hours meant?',
      'the one of the machine’s operator, kept in the settings.',
    )
  if (storage.sort !== 'none' && !storage.named && kind !== 'device')
    add('Is there data from before that has to come along?', 'no; it starts empty.')
  if (isShown(brief) && !traits.has.has('realtime'))
    add(
      'May two people change the same thing at the same time?',
      'yes, and the second is told what the first has changed.',
    )
  if (kind === 'cli')
    add('Which systems must it run on?', 'current Linux, macOS and Windows, on 64-bit machines.')
  if (kind === 'library')
    add(
      'Which versions of the language are supported?',
      `the current one of ${inline(brief.languages[0].name)} and the one before.`,
    )
  if (kind === 'game')
    add('Who makes pictures and sound?', 'free sets with a licence for commercial use, replaced later.')
  if (kind === 'pipeline') add('By which hour must results be there?', '06:00 in the operator’s time zone.')
  if (kind === 'mobile')
    add(
      'Which is the oldest system it must run on?',
      'iOS 17 and Android 11, as far as the language offers both.',
    )
  if (kind === 'bot')
    add(
      'Which chat service does it sit in?',
      brief.apis[0]
        ? `${inline(brief.apis[0].name)}, which the brief names.`
        : 'Discord; the commands themselves do not care.',
    )
  return bullets(found.slice(0, brief.terse ? 2 : 6))
}
