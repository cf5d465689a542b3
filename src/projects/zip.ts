import { crc32 } from 'node:zlib'
import { strFromU8, strToU8, Unzip, type UnzipFile, UnzipInflate, zipSync } from 'fflate'

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
/** Begins what the archive's list of contents says of a file (APPNOTE 4.3.12). */
const LISTED_MARK = 0x02014b50
const LISTED_BYTES = 46
const IN_UTF8 = 0x800
/** 1 January 1980, the earliest that ZIP knows: the same files give the same bytes, whenever and wherever. */
const NO_TIME = new Date(1980, 0, 1)

export function pack(files: readonly (readonly [path: string, text: string])[]): Uint8Array<ArrayBuffer> {
  const entries = files.map(([path, text]) => [path, strToU8(text)] as const)
  return Uint8Array.from(zipSync(Object.fromEntries(entries), { mtime: NO_TIME, level: 6 }))
}

/**
 * The texts in an archive, by their paths. It is taken only as far as it is harmless: at most 300 files, 4 MiB each and
 * 16 MiB in all, whatever its headers say, with names that stay inside, and each as its checksum says. `isRead`: files that
 * are wanted; the others may be anything, and are there with no text. Throws ZipFault.
 */
export function unpack(
  bytes: Uint8Array,
  isRead: (path: string) => boolean = () => true,
): Map<string, string> {
  const files = new Map<string, string>()
  const unfinished = new Set<string>()
  const sums = new Map<string, number>()
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
      const content = Buffer.concat(chunks)
      files.set(name, decode(name, content))
      if (isRead(name)) sums.set(name, crc32(content))
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
  const end = endOf(bytes)
  if (unfinished.size > 0 || (seen > 0 && end === undefined))
    throw new ZipFault('The archive is cut off: its end is missing. Send it again.')
  if (seen === 0 || end === undefined) throw new ZipFault('This is no ZIP archive, or an empty one.')
  // The unpacker does not look at them, and a changed letter unpacks as well as the right one.
  const listed = listedSums(bytes, end)
  for (const name of new Set([...sums.keys(), ...[...listed.keys()].filter(isRead)]))
    if (!LITTER.test(name) && !name.endsWith('/') && listed.get(name) !== sums.get(name))
      throw new ZipFault(`${name} is not what was packed; the archive is damaged. Send it again.`)
  return files
}

/** Where the record at the end begins, if it is as long as it says. */
function endOf(bytes: Uint8Array): number | undefined {
  const last = Buffer.from(bytes.subarray(-END_BYTES))
  const at = last.lastIndexOf(END_MARK)
  const isWhole = at >= 0 && last.length >= at + 22 && last.readUInt16LE(at + 20) === last.length - at - 22
  return isWhole ? bytes.length - last.length + at : undefined
}

/** The checksums that the list of contents gives, by the files' names, as far as it can be read. */
function listedSums(bytes: Uint8Array, end: number): Map<string, number> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const sums = new Map<string, number>()
  // It ends where the last record begins, whatever stands in front of the archive; with records of ZIP64 between the two,
  // it is where that record says.
  const starts = [end - all.readUInt32LE(end + 12), all.readUInt32LE(end + 16)]
  let at =
    starts.find((start) => start >= 0 && start + 4 <= end && all.readUInt32LE(start) === LISTED_MARK) ?? end
  while (at + LISTED_BYTES <= end && all.readUInt32LE(at) === LISTED_MARK) {
    const nameEnd = at + LISTED_BYTES + all.readUInt16LE(at + 28)
    const isLatin = (all.readUInt16LE(at + 8) & IN_UTF8) === 0
    sums.set(strFromU8(all.subarray(at + LISTED_BYTES, nameEnd), isLatin), all.readUInt32LE(at + 16))
    at = nameEnd + all.readUInt16LE(at + 30) + all.readUInt16LE(at + 32)
  }
  return sums
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
