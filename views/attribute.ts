import { Html } from '@elysiajs/html'

/** Text for an attribute's value. JSX escapes quotes there and leaves `&` alone, so that `&lt;` would come back as `<`. */
export const attribute = (text: string): string => Html.escapeHtml(text)
