const USUAL = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const SMALL = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 })
const EXACT = new Intl.NumberFormat('en', { maximumFractionDigits: 9 })
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** As people read it: two digits behind the point, or two that say something where that is more. */
export const moneyText = (amount: number, currency: string): string =>
  `${amount === 0 ? '0' : amount < 1 ? SMALL.format(amount) : USUAL.format(amount)} ${currency}`

/** Of what a person has typed. */
export const exactMoney = (amount: number, currency: string): string => `${EXACT.format(amount)} ${currency}`

export const countText = (count: number): string => WHOLE.format(count)
