/** Characters, as an alternative of most tokenizers: a blank and a word, digits, marks, line ends. */
const TOKEN = / ?\p{L}{1,8}\p{M}{0,8}|\p{N}{1,3}| ?[^\s\p{L}\p{N}]{1,8}|\n+|[^\S\n]{1,8}/gu

/** Pieces of a word's length at most, never half a character; joined they are the text. */
export const cutIntoTokens = (text: string): string[] => text.match(TOKEN) ?? []
