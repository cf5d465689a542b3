/** A file's name that every system takes, and the run's own name for those that take more. */
export function attachment(name: string, document = 'design', ending = 'md'): string {
  const slug = (text: string) =>
    text
      .replace(/^-+|-+$/g, '')
      .slice(0, 60)
      .replace(/-+$/, '')
  const plain = slug(name.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '-'))
  const own = slug(name.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '-'))
  const star =
    own === plain || own === ''
      ? ''
      : `; filename*=UTF-8''${encodeURIComponent(`${own}-${document}.${ending}`)}`
  return `attachment; filename="${plain === '' ? '' : `${plain}-`}${document}.${ending}"${star}`
}
