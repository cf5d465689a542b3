import { readFileSync, statSync } from 'node:fs'
import { CannotStart } from './cannot-start.ts'
import { isLocalAddress } from './models/local-address.ts'
import {
  FREE,
  NO_PRICES,
  type Price,
  type PriceList,
  PriceListFault,
  parsePriceList,
  priceIn,
} from './models/price.ts'
import { places } from './places.ts'
import { type Settings, writerOf } from './settings.ts'

const FILE_BYTES = 1024 * 1024
/** A list that was changed counts after so long at most. Milliseconds. */
const LOOK_MS = 2000

/** The list of prices is there and cannot be used; the sentence is for the operator. */
export class PricesUnreadable extends CannotStart {}

/** The list as the settings name it; nothing where there is none and none is named. Throws PricesUnreadable. */
export function readPrices({ PRICES_FILE, DATA_DIR }: Pick<Settings, 'PRICES_FILE' | 'DATA_DIR'>): {
  list: PriceList
  /** When the file was changed last, by its own clock; 0 where there is none. */
  at: number
} {
  const path = PRICES_FILE || places(DATA_DIR).prices
  try {
    const { mtimeMs, size } = statSync(path)
    if (size > FILE_BYTES) throw new PriceListFault('it is larger than 1 MiB')
    return { list: parsePriceList(readFileSync(path, 'utf8')), at: mtimeMs }
  } catch (error) {
    if (error instanceof PriceListFault)
      throw new PricesUnreadable(`The list of prices ${path} cannot be used: ${error.message}.`)
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && PRICES_FILE === '') return { list: NO_PRICES, at: 0 }
    throw new PricesUnreadable(
      `The list of prices ${path} cannot be read (${code}). Set PRICES_FILE to a file that this user may read, or take it away.`,
    )
  }
}

/** What models cost. A list that was changed counts from then on; one that cannot be used leaves the one before. */
export class PriceBook {
  private list: PriceList
  private at: number
  private lookedAt: number

  /** `warn` is told what is wrong with a list that was changed. Throws PricesUnreadable. */
  constructor(
    private readonly settings: Settings,
    private readonly clock: () => number,
    private readonly warn: (message: string) => void,
  ) {
    const { list, at } = readPrices(settings)
    this.list = list
    this.at = at
    this.lookedAt = clock()
  }

  get currency(): string {
    this.look()
    return this.list.currency
  }

  /**
   * The demo costs nothing, nor does a model on this machine or network that the list does not name. Undefined where nobody
   * knows, for an empty name too.
   */
  priceOf(model: string): Price | undefined {
    this.look()
    if (writerOf(this.settings) === 'demo') return FREE
    const listed = priceIn(this.list, model)
    return listed ?? (isLocalAddress(this.settings.OPENAI_BASE_URL) ? FREE : undefined)
  }

  private look(): void {
    if (this.clock() - this.lookedAt < LOOK_MS) return
    this.lookedAt = this.clock()
    const path = this.settings.PRICES_FILE || places(this.settings.DATA_DIR).prices
    const { mtimeMs = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {}
    if (mtimeMs === this.at) return
    // Said once, not at each look.
    this.at = mtimeMs
    try {
      this.list = readPrices(this.settings).list
    } catch (error) {
      if (!(error instanceof PricesUnreadable)) throw error
      this.warn(`${error.message} The prices from before still count.`)
    }
  }
}
