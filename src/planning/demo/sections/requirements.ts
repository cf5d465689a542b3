import type { Brief } from '../brief.ts'
import { bullets, inline } from '../safe-text.ts'

export const writeRequirements = ({ requirements }: Brief): string =>
  bullets(
    requirements.map(
      ({ id, text }) =>
        `**${id}**: ${inline(text)}${/[.!?…。！？]$/.test(text) ? '' : CJK_END.test(text) ? '。' : '.'}`,
    ),
  )

const CJK_END = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u
