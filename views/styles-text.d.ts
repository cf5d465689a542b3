/** The sheet of styles is imported `with { type: 'text' }`: a compiled binary carries it. */
declare module '*.css' {
  const text: string
  export default text
}
