/** What lies where in a data directory; `owners`, `watched` and `smoke` hold nothing that outlives its process. */
export const places = (dataDir: string) => ({
  store: `${dataDir}/devussy.sqlite`,
  journal: `${dataDir}/journal`,
  archive: `${dataDir}/archive`,
  secrets: `${dataDir}/secrets`,
  owners: `${dataDir}/owners`,
  assets: `${dataDir}/assets`,
  prices: `${dataDir}/prices.json`,
})
