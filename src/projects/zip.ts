import { strToU8, Unzip, type UnzipFile, UnzipInflate, zipSync } from 'fflate'

/** Why an archive is not taken, for users. */
export class ZipFault extends Error {
  override readonly name = 'ZipFault'
}

const FILES = 300
/** A document of a million characters of any script, which is where one that does not end is stopped by default. */
const FILE_BYTES = 4 * 1024 * 1024
const ALL_BYTES = 16 * 1024 * 1024
/** So much is unpacked at a time: what a bomb makes of it is seen before the next. */
const STEP = 4096
/** What the packers of some systems add. */
const LITTER = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/
/** Begins the record at an archive's end, which a remark of at most 65,535 bytes may follow (APPNOTE 4.3.16). */
const END_MARK = Buffer.from('PK\x05\x06')
const END_BYTES = 22 + 65_535
/** 1 January 1980, the earliest that ZIP knows: the same files give the same bytes, whenever and wherever. */
const NO_TIME = new Date(1980, 0, 1)

export function pack(files: readonly (readonly [path: string, text: string])[]): Uint8Array<ArrayBuffer> {
  const entries = files.map(([path, text]) => [path, strToU8(text)] as const)
  return Uint8Array.from(zipSync(Object.fromEntries(entries), { mtime: NO_TIME, level: 6 }))
}

/**
 * The texts in an archive, by their paths. It is taken only as far as it is harmless: at most 300 files, 4 MiB each and
 * 16 MiB in all, whatever its headers say, with names that stay inside. `isRead`: files that are wanted; the others may be
 * anything, and are there with no text. Throws ZipFault.
 */
export function unpack(
  bytes: Uint8Array,
  isRead: (path: string) => boolean = () => true,
): Map<string, string> {
  const files = new Map<string, string>()
  const unfinished = new Set<string>()
  let seen = 0
  let all = 0
  const take = (file: UnzipFile): void => {
    seen += 1
    if (seen > FILES) throw new ZipFault(`The archive holds more than ${FILES} files.`)
    const { name } = file
    checkName(name)
    if (name.endsWith('/') || LITTER.test(name)) return
    if (files.has(name)) throw new ZipFault(`${name} is in the archive twice.`)
    files.set(name, '')
    const chunks: Uint8Array[] = []
    let size = 0
    file.ondata = (error, chunk, isLast) => {
      // What is thrown here comes back here, as the packer's own error.
      if (error instanceof ZipFault) throw error
      if (error) throw new ZipFault(`${name} cannot be unpacked; the archive is damaged.`)
      size += chunk.length
      all += chunk.length
      if (size > FILE_BYTES) throw new ZipFault(`${name} is larger than 4 MiB.`)
      if (all > ALL_BYTES) throw new ZipFault('The archive unpacks to more than 16 MiB.')
      if (isRead(name)) chunks.push(chunk)
      if (!isLast) return
      files.set(name, decode(name, Buffer.concat(chunks)))
      unfinished.delete(name)
    }
    unfinished.add(name)
    file.start()
  }
  const unzip = new Unzip(take)
  unzip.register(UnzipInflate)
  try {
    for (let at = 0; at < bytes.length; at += STEP)
      unzip.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length)
  } catch (error) {
    if (error instanceof ZipFault) throw error
    throw new ZipFault('This is no ZIP archive, or a damaged one.')
  }
  if (unfinished.size > 0 || (seen > 0 && !hasEnd(bytes)))
    throw new ZipFault('The archive is cut off: its end is missing. Send it again.')
  if (seen === 0) throw new ZipFault('This is no ZIP archive, or an empty one.')
  return files
}

/** The record at the end is as long as it says. */
function hasEnd(bytes: Uint8Array): boolean {
  const last = Buffer.from(bytes.subarray(-END_BYTES))
  const at = last.lastIndexOf(END_MARK)
  return at >= 0 && last.length >= at + 22 && last.readUInt16LE(at + 20) === last.length - at - 22
}

function checkName(name: string): void {
  const isInside = !/^[/\\]|^[A-Za-z]:|\\|\0/.test(name) && name.split('/').every((part) => part !== '..')
  if (!isInside || name.length > 200)
    throw new ZipFault(
      `The archive holds a file whose name leads elsewhere: ${JSON.stringify(name.slice(0, 80))}.`,
    )
}

function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new ZipFault(`${name} is not UTF-8 text.`)
  }
}
