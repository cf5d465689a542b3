import { Html } from '@elysiajs/html'

const FILES = { rest: 'icon.svg', writing: 'icon-writing.svg', done: 'icon-done.svg' } as const

/** The picture in the browser's tab: it tells from afar whether something is being written, or done. */
export function Icon({ base, which = 'rest' }: { base: string; which?: keyof typeof FILES }): JSX.Element {
  return <link id="icon" rel="icon" href={`${base}/${FILES[which]}`} type="image/svg+xml" />
}
