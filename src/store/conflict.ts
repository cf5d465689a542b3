/** What was to be changed is not any more what it was when that was decided; nothing was changed. */
export class StoreConflict extends Error {
  override readonly name = 'StoreConflict'
}
