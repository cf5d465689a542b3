/** File under DATA_DIR/secrets: made by the server, read by the smoke test in its container. */
export const SMOKE_KEY = 'smoke_key'
