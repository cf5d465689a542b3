import { Html } from '@elysiajs/html'

/**
 * What each key does, whatever page it is on: one key has one meaning. An element with `data-key` is pressed by that key
 * (public/reader.js) while nobody types into a field.
 */
export const KEY_WORDS: Readonly<Record<string, string>> = {
  '?': 'This list',
  h: 'To the start page',
  a: 'All projects',
  i: 'Your idea: write it',
  '/': 'Search by name',
  n: 'The next thing to do',
  o: 'Overview',
  d: 'Design',
  p: 'Plan',
  '[': 'The document before',
  ']': 'The next document',
  f: 'Findings',
  t: 'Trace',
  c: 'Costs',
  e: 'Export',
  s: 'Settings',
  m: 'Edit it (Markdown)',
  v: 'Versions',
  b: 'To the new text below',
  g: 'Go on with what was interrupted',
  y: 'Copy the text',
  w: 'Download',
}

/** The keys of the elements in a page's HTML, in the order of KEY_WORDS. */
export function keysIn(html: string): string[] {
  const found = new Set([...html.matchAll(/\sdata-key="([^"]+)"/g)].map(([, key]) => key))
  return Object.keys(KEY_WORDS).filter((key) => found.has(key))
}

/** The button of the header that opens the list; nothing can be pressed without a script. */
export function KeysButton(): JSX.Element {
  return (
    <button type="button" class="plain keys-button" popovertarget="keys" data-key="?" aria-label="Keys">
      ?
    </button>
  )
}

/** `off`: nothing is pressed by a key, since what somebody dictates, or a hand that trembles, would press much. */
export function Keys({ keys, off }: { keys: readonly string[]; off: boolean }): JSX.Element {
  return (
    <div id="keys" popover role="dialog" aria-labelledby="keys-title">
      <h2 id="keys-title" tabindex="-1" attrs={{ autofocus: true }}>
        Keys
      </h2>
      {off ? (
        <p>They are switched off in this browser.</p>
      ) : (
        <dl>
          {['?', ...keys.filter((key) => key !== '?')].map((key) => (
            <div>
              <dt>
                <kbd safe>{key}</kbd>
              </dt>
              <dd safe>{KEY_WORDS[key] ?? ''}</dd>
            </div>
          ))}
          <div>
            <dt>
              <kbd>Esc</kbd>
            </dt>
            <dd>Closes this list</dd>
          </div>
        </dl>
      )}
      <form method="post" action="/keys">
        <input type="hidden" name="keys" value={off ? 'on' : 'off'} />
        <button type="submit" class="plain">
          {off ? 'Switch them on' : 'Switch them off'}
        </button>
      </form>
    </div>
  )
}
