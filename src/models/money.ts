const USUAL = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const SMALL = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 })
const EXACT = new Intl.NumberFormat('en', { maximumFractionDigits: 9 })
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

const DIGITS = 12

/**
 * Without the dust that sums of fractions leave (0.1 + 0.2), for programs: twelve digits say far more than any price. Amounts are
 * added up and rounded here alone; nothing else does either.
 */
export const roundMoney = (amount: number): number => Number(amount.toPrecision(DIGITS))

/** As people read it: two digits behind the point, or two that say something where that is more. */
export const moneyText = (amount: number, currency: string): string =>
  `${amount === 0 ? '0' : amount < 1 ? SMALL.format(amount) : USUAL.format(amount)} ${currency}`

/** Of what a person has typed. */
export const exactMoney = (amount: number, currency: string): string => `${EXACT.format(amount)} ${currency}`

export const countText = (count: number): string => WHOLE.format(count)
