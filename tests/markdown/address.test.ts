import { expect, test } from 'bun:test'
import { safeAddress } from '../../src/markdown/address.ts'

test('an address of the web or of mail is written as the URL standard spells it', () => {
  expect(safeAddress('https://a.example')).toBe('https://a.example/')
  expect(safeAddress('HTTP://A.example/b c?d=e#f')).toBe('http://a.example/b%20c?d=e#f')
  expect(safeAddress('mailto:me@a.example?subject=x')).toBe('mailto:me@a.example?subject=x')
  expect(safeAddress('https://аррӏе.example/')).toBe('https://xn--80ak6aa92e.example/')
})

const refused: [why: string, raw: string][] = [
  ['another scheme', 'javascript:alert(1)'],
  ['into this application', '/logout'],
  ['into this page', '#top'],
  ['of another host by this page’s scheme', '//a.example'],
  ['with a user', 'https://good.example@a.example/'],
  ['with a password', 'https://u:p@a.example/'],
  ['without a host', 'https://'],
  ['that browsers complete', 'https:a.example'],
  ['that turns the direction of writing', 'https://a.example/\u202egpj.exe'],
  ['with a character that is not seen', 'https://a.exam\u200bple/'],
  ['with a control character', 'https://a.example/\u0007'],
  ['with a line end', 'https://a.example/\nb'],
  ['with half a character', 'https://a.example/\ud83d'],
  ['with a backslash', 'https://a.example\\b'],
  ['with a quotation mark, of mail', 'mailto:"x"@a.example'],
  ['too long', `https://a.example/${'x'.repeat(2048)}`],
  ['that is none', ''],
]
for (const [why, raw] of refused)
  test(`refused: an address ${why}`, () => expect(safeAddress(raw)).toBeUndefined())
