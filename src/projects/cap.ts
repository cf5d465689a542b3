/** `price_unknown`: there is a cap in money, and nobody knows what the model costs. */
export type CapCode = 'price_cap' | 'price_unknown'

/** Nothing was begun, since it would pass a cap; `why` says which one, and what to do, for users. */
export class CapReached extends Error {
  override readonly name = 'CapReached'
  constructor(
    readonly code: CapCode,
    readonly why: string,
  ) {
    super(why)
  }
}
