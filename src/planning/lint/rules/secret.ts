import { type Fault, inBrief, type Rule } from '../rule.ts'

/** Keys whose form tells what they are. */
const KEYS: [name: string, pattern: RegExp][] = [
  ['a private key', /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----/g],
  ['a key of AWS', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36,100}|github_pat_[A-Za-z0-9_]{40,100})\b/g],
  ['a key of a model’s server', /\bsk-(?:[a-z]{2,8}-)?[A-Za-z0-9_-]{24,200}/g],
  ['a key of Stripe', /\b[sr]k_live_[A-Za-z0-9]{16,100}\b/g],
  ['a token of Slack', /\bxox[abprs]-[A-Za-z0-9-]{20,100}/g],
  ['a key of Google', /\bAIza[A-Za-z0-9_-]{35}\b/g],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{10,500}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,500}/g],
  ['a password in an address', /\b[a-z][a-z0-9+]{1,15}:\/\/[^\s:/@]{1,60}:[^\s:/@]{4,100}@[\w.-]{1,100}/g],
  [
    'a password',
    /\b(?:password|passwd|pwd|passwort|secret|api[_-]?key|token)["']? ?[=:] ?["']?[^\s"'`,;]{12,100}/gi,
  ],
]
/** One of these is in each of them. */
const HINTS =
  /-----BEGIN|A[KS]IA|gh[pousr]_|github_pat_|sk-|k_live_|xox|AIza|eyJ|:\/\/[^\s/]{1,60}@|passw|pwd|secret|api[_-]?key|token/i
/** Names and examples in the place of a secret. */
const NO_SECRET =
  /\.\.\.|…|\*{3}|x{4}|[<${}[\]()]|example|changeme|change_me|your|redacted|placeholder|dummy|secret@|guest:guest|admin:admin|root:root|@localhost|@127\.|user:pass|:password@|:postgres@|process\.env|(?<![A-Za-z])env/i

/** Letters and digits mixed, as nobody writes words. */
const isRandom = (text: string) => /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]|[!#%^&+]/.test(text)

export const secret: Rule = {
  id: 'secret',
  severity: 'error',
  reason: 'Documents go to models, into repositories and exports; a secret in them is known to all of them.',
  good: inBrief('The mail server is told `PASSWORD=<see the safe>`, and the token comes from a file.'),
  bad: inBrief(`The mail server is told \`PASSWORD=${'Tr0ub4dor'}${'and3horses'}\` by the program.`),
  *block({ source, start }): Generator<Fault> {
    if (!HINTS.test(source)) return
    for (const [name, pattern] of KEYS) {
      for (const match of source.matchAll(pattern)) {
        const [text] = match
        const value = text.split(/[=:]\s?["']?/).at(-1) ?? text
        if (NO_SECRET.test(text) || (name === 'a password' && !isRandom(value))) continue
        yield {
          start: start + match.index,
          end: start + match.index + text.length,
          words: text,
          message: `Here stands ${name} (“${text.slice(0, 4)}…”).`,
          suggestion:
            'Take it out, and make a new one: this one is known now. Write the name of the setting instead.',
        }
      }
    }
  },
}
