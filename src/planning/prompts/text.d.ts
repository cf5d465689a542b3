/** Prompts are imported `with { type: 'text' }`: read at build time, so a compiled binary carries them. */
declare module '*.md' {
  const text: string
  export default text
}
